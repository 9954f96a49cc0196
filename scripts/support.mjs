// Writes docs/support.md: what the code says of each device, mapping, layer and feature. `npm run build` comes first.
import { writeFileSync } from 'node:fs';
import { supportPage } from '../dist/test/docs/support-matrix.js';

writeFileSync(new URL('../docs/support.md', import.meta.url), await supportPage());
