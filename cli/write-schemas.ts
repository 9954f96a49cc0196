import { join } from 'node:path';
import { type ZodType, z } from 'zod';
import { hardwareSchema } from '../compiler/hardware-schema.js';
import { arrayFileSchema } from '../crossbar/file/array-schema.js';
import { writeWhole } from '../edge/files.js';
import { networkSchema } from '../models/network-schema.js';

// Run by scripts/build.mjs: node dist/cli/write-schemas.js FOLDER. The schemas describe files as they are written.
const folder = process.argv[2] ?? 'dist/schema';
const schemas: Record<string, ZodType> = {
  network: networkSchema,
  hardware: hardwareSchema(() => 0),
  array: arrayFileSchema,
};
for (const [name, schema] of Object.entries(schemas)) {
  // Parts that stand in many places, such as the quantities, are written once.
  const json = z.toJSONSchema(schema, { io: 'input', reused: 'ref' });
  writeWhole(join(folder, `${name}.schema.json`), `${JSON.stringify(json, undefined, 2)}\n`);
}
