import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { ExploreCommandOptions } from '../../../../cli/commands/explore/explore.js';
import { designName, readExplore } from '../../../../cli/commands/explore/input.js';
import { tinyFile, tinyFolder } from '../../tiny.js';

const folder = tinyFolder();
const hw = join(folder, 'hw.json');
const options: ExploreCommandOptions = {
  ...{ hardware: hw, data: join(folder, 'TEST.ts'), output: 'designs.csv', vary: ['bits=6,8'] },
  ...{ readout: 'float', compensation: 'none', seed: 3, seeds: 2 },
};
const read = (change: Partial<ExploreCommandOptions> = {}) =>
  readExplore(join(folder, 'net.json'), { ...options, ...change }, () => undefined);

test('designs are all combinations, the last parameter fastest, and are named by what stands in their hardware', async t => {
  const { space, work } = await read({ vary: ['array.size=8,16', 'bits=8,6'], time: '1 day', samples: 6 });
  const { axes, designs, seeds, times } = space;
  t.deepEqual(designs.map(design => designName(axes, design)), ['array.size = 8, bits = 8', 'array.size = 8, bits = 6', 'array.size = 16, bits = 8', 'array.size = 16, bits = 6']); // biome-ignore format: one thing
  t.deepEqual([seeds, times], [[3, 4], [0, 86400]]); // biome-ignore format: one thing
  const array = { ...tinyFile.array, rows: 8, columns: 8 };
  t.deepEqual(designs[1]!.description, { ...tinyFile, array, dac: { bits: 6 }, adc: { bits: 6 } });
  t.is(new Set(designs.map(({ id }) => id)).size, 4);
  t.deepEqual(new Set(work.test.series.map(({ label }) => label)).size, 6); // one of each class, though a file has them in turn
  const other = await read({ vary: ['adc.bits=6', 'dac.bits=6', 'array.rows=8', 'array.columns=8'] });
  t.is(other.space.designs[0]!.id, designs[1]!.id);
  t.notDeepEqual(other.identity, (await read({ time: '1 day' })).identity);
});

test('hardware is a parameter as well; others may be of some of it only, or need each other', async t => {
  const { space } = await read({
    hardware: undefined as never,
    vary: ['device.readNoiseScale=0,1', `hardware=hfo2-128,${hw}`, 'mapping.slices.weightBits=4,6', 'mapping.slices.cellBits=1,2'],
  }); // biome-ignore format: one thing
  t.is(space.designs.length, 16);
  t.deepEqual([...new Set(space.designs.map(({ file }) => file))], ['hfo2-128', hw]);
  t.is((space.designs.at(-1)!.description as { name: string }).name, 'tiny');
  await t.notThrowsAsync(read({ hardware: undefined as never, vary: ['hardware=pcm-256,hfo2-128'] }));
});

test('more samples than there are series are said', async t => {
  const notes: string[] = [];
  const note = (text: string) => void notes.push(text);
  const { work } = await readExplore(join(folder, 'net.json'), { ...options, samples: 500 }, note);
  const { length } = work.test.series;
  t.deepEqual(notes, [`note: --samples 500: there are ${length} series, and all of them are taken`]);
  await readExplore(join(folder, 'net.json'), { ...options, samples: length }, note);
  t.is(notes.length, 1);
});

test('what cannot be explored is refused before anything is run', async t => {
  const bad = async (change: Partial<ExploreCommandOptions>, message: string | RegExp): Promise<void> => {
    await t.throwsAsync(read(change), { name: 'InputError', message });
  };
  await bad({ vary: ['adc.bits=1'] }, '--vary: adc.bits: found 1; expected 2 to 24 bits');
  await bad({ vary: ['adc.bit=4'] }, /^--vary: found no "adc\.bit" in the hardware file/);
  await bad(
    { vary: ['bits=4', 'adc.bits=5'] },
    '--vary: found "adc.bits=5"; expected another parameter, since --vary bits sets adc.bits too',
  );
  await bad({ vary: ['time=1 s'] }, '--vary: found "time=1 s"; expected a parameter of the hardware; an age is --time');
  await bad(
    { hardware: undefined as never },
    '--hardware: found none; expected a description that designs begin from, or --vary hardware=…',
  );
  await bad({ hardware: undefined as never, vary: ['hardware=pcm-257'] }, /^pcm-257: neither a file nor a preset; /);
  await bad(
    { peripherals: 'isaac' },
    `--peripherals: found "isaac"; expected one that ${hw} has: neurosim-sar-22nm, isaac-32nm`,
  );
  const many = ['noise=0..100', 'array.rows=1..100'];
  await bad({ vary: many }, '--vary: found 10100 designs; expected at most 10000');
  await bad({ seeds: 10_000, vary: ['bits=4..20'] }, '--seeds: found 170000 chips of 17 designs; expected at most 100000'); // biome-ignore format: one thing
  writeFileSync(join(folder, 'bad.json'), JSON.stringify({ ...tinyFile, temperature: '300 V' }));
  await bad(
    { vary: ['hardware=pcm-256'] },
    `--hardware: found ${hw} with --vary hardware=…; expected one or the other: each names what designs begin from`,
  );
  await bad(
    { hardware: undefined as never, vary: [`hardware=${hw},${join(folder, 'bad.json')}`] },
    /bad\.json: temperature: found "300 V"; /,
  );
});
