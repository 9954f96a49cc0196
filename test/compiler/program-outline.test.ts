import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { peripheralsNamed } from '../../compiler/cost/peripherals.js';
import { encodeProgram, readProgram } from '../../compiler/program-file.js';
import { readOutline } from '../../compiler/program-outline.js';
import type { Program } from '../../compiler/program-record.js';
import { overlaps } from '../../compiler/timeline/tasks.js';
import { timeline } from '../../compiler/timeline/timeline.js';
import { InputError } from '../../edge/error.js';
import { lif, randomSteps, spikeTrains, tinyCoder, tinyMaps, tinySpiking, tinyWindowCoder, tinyWindows } from '../models/builders.js'; // biome-ignore format: one thing
import { coderChip } from '../sim/coders.js';
import { spikingChip } from '../sim/spiking-chips.js';
import { chip, esn, hardware, mars, marsTc, mfEsn, pcm, randomSeries, volatileUnits } from './builders.js';

const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
test.after.always(() => rmSync(folder, { recursive: true }));

const path = join(folder, 'net.owp');
const saved = (program: Program): string => {
  writeFileSync(path, encodeProgram(program, '0.1.0'));
  return path;
};
const series = randomSeries([12, 12]);
const program = chip(
  mars({ units: 9, blocks: 2 }),
  hardware({ device: pcm(), array: { rows: 16, columns: 16 } }),
  series,
);

test.serial('a program without long arrays is read as it is', t => {
  t.deepEqual(readOutline(saved(program)), readProgram(path));
});

test.serial('what is left out throws when it is asked for anything, and the rest is there', t => {
  const outline = readOutline(saved(program), 64);
  t.deepEqual(outline.hardware, program.hardware);
  t.deepEqual(outline.schedule, program.schedule);
  const [own, whole] = [outline.plans[0]!, program.plans[0]!].map(({ weights }) => weights);
  t.deepEqual([own!.rows, own!.cols], [whole!.rows, whole!.cols]);
  t.throws(() => own!.data[0], { message: /outline/ });
  t.throws(() => own!.data.length, { message: /outline/ });
});

const programs: Readonly<Record<string, Program>> = {
  'MARS': program, // biome-ignore format: one thing
  'with a digital readout': chip(marsTc(), hardware({ copies: 'fill', readout: 'digital' }), series),
  'an ESN': chip(esn(), hardware(), series),
  'volatile memristors': chip(mfEsn(), hardware({ recurrence: volatileUnits() }), series),
  'a coder': chip(tinyCoder({ iterations: 7 }), hardware(), randomSteps(3, 4)),
  'a coder that is a circuit': coderChip(4, 6).program,
  'a coder with windows': chip(tinyWindowCoder(tinyWindows(), { iterations: 3 }), hardware(), randomSteps(3, 30)),
  'neurons that are circuits': spikingChip(lif(4), 4, { back: 0.3 }).program,
  'digital neurons': chip(tinySpiking(), hardware(), spikeTrains(2, 3, 10)),
  'duplicates': chip(tinyMaps(), hardware({ placement: { packing: 'shared rows', duplicates: 2 } }), spikeTrains(2, 40, 4)), // biome-ignore format: one thing
};

for (const [name, whole] of Object.entries(programs))
  test.serial(`${name}: a schedule asks for no array at all`, t => {
    // Shorter than any array that has numbers in it.
    const outline = readOutline(saved(whole), 0);
    for (const overlap of overlaps) {
      const options = { steps: 5, shown: 2, overlap };
      const preset = peripheralsNamed('isaac-32nm');
      t.deepEqual(timeline(outline, preset, options), timeline(whole, preset, options));
    }
  });

test.serial('what is damaged, cut off, no program or not there is refused as a whole program is', t => {
  const bytes = encodeProgram(program, '0.1.0');
  const changed = Uint8Array.from(bytes);
  // In the middle of the numbers, which an outline leaves out.
  changed[bytes.length >> 1]! ^= 1;
  const files = [changed, bytes.subarray(0, bytes.length - 5), bytes.subarray(0, 20), new Uint8Array(), Uint8Array.from([...bytes, 0])]; // biome-ignore format: one thing
  for (const content of files) {
    writeFileSync(path, content);
    const expected = t.throws(() => readProgram(path), { instanceOf: InputError });
    t.is(t.throws(() => readOutline(path, 64), { instanceOf: InputError })?.message, expected?.message);
  }
  t.throws(() => readOutline(join(folder, 'none.owp')), { instanceOf: InputError, message: /no such file/ });
  t.throws(() => readOutline(folder), { instanceOf: InputError, message: /is a folder/ });
});
