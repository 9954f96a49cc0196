// `node --import ./ts-register.mjs cli/main.ts …` runs the sources without a build (development only).
import { register } from 'node:module';

register('ts-node/esm', import.meta.url);
