#!/usr/bin/env node
process.stdout.write('ohmweave\n');
