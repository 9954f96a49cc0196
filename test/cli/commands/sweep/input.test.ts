import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { readSweep } from '../../../../cli/commands/sweep/input.js';
import type { SweepCommandOptions } from '../../../../cli/commands/sweep/sweep.js';
import { tinyFile, tinyFolder } from '../../tiny.js';

const folder = tinyFolder();
const options: SweepCommandOptions = {
  ...{ hardware: join(folder, 'hw.json'), data: join(folder, 'TEST.ts'), output: 'sweep.csv' },
  ...{ x: 'adc.bits=4,6', readout: 'float', compensation: 'none', seed: 3, seeds: 2 },
};
const read = (change: Partial<SweepCommandOptions> = {}) =>
  readSweep(join(folder, 'net.json'), { ...options, ...change }, () => undefined);

test('what a sweep is told', async t => {
  const { plan, source, identity } = await read({ y: 'time=0 s,1 day', compensation: 'global' });
  t.deepEqual(plan.seeds, [3, 4]);
  t.deepEqual([plan.x.name, plan.y?.name, plan.time], ['adc.bits', 'time', 0]);
  t.deepEqual([source.work.readout, source.work.compensation, source.work.train], ['float', 'global', undefined]);
  t.deepEqual([identity.x, identity.y, identity.timeSeconds, identity.train], ['adc.bits', 'time', null, null]);
});

test('the identity is that of what was read, and neither of the files’ form nor of values and seeds', async t => {
  const { identity } = await read();
  writeFileSync(join(folder, 'TEST.ts.gz'), gzipSync(readFileSync(join(folder, 'TEST.ts'))));
  const same = await read({ data: join(folder, 'TEST.ts.gz'), x: 'adc.bits=5', seeds: 9, seed: 1 });
  t.deepEqual(same.identity, identity);
  writeFileSync(join(folder, 'other.json'), JSON.stringify({ ...tinyFile, dac: { bits: 7 } }));
  const others = await Promise.all([
    read({ hardware: join(folder, 'other.json') }),
    read({ data: join(folder, 'TRAIN.ts') }),
    read({ readout: 'hardware', train: join(folder, 'TRAIN.ts') }),
    read({ readout: 'hardware', train: join(folder, 'TEST.ts') }),
    read({ calibration: join(folder, 'TRAIN.ts') }),
    read({ x: 'dac.bits=4' }),
    read({ y: 'noise=1' }),
    read({ time: '1 day' }),
    read({ compensation: 'global' }),
    read({ compensation: 'column' }),
  ]);
  const identities = [identity, ...others.map(other => other.identity)].map(one => JSON.stringify(one));
  t.is(new Set(identities).size, 11);
});

test('options that do not go together are refused', async t => {
  const bad = async (change: Partial<SweepCommandOptions>, message: string): Promise<void> => {
    await t.throwsAsync(read(change), { name: 'InputError', message });
  };
  await bad({ x: 'adc.bits=1' }, '--x: adc.bits: found 1; expected 2 to 24 bits');
  await bad(
    { x: 'bits=4', y: 'adc.bits=5' },
    '--y: found "adc.bits=5"; expected another parameter, since --x sets adc.bits too',
  );
  await bad(
    { x: 'time=1 s', y: 'time=2 s' },
    '--y: found "time=2 s"; expected another parameter, since --x sets time too',
  );
  await bad({ compensation: 'row' }, '--compensation: found "row"; expected one of none, global, column');
  await bad({ seed: 2 ** 53 - 2, seeds: 3 }, '--seeds: found 3 chips from seed 9007199254740990 on; expected seeds up to 9007199254740991'); // biome-ignore format: one thing
  await bad({ x: 'constructor=1' }, '--x: found no "constructor" in the hardware file; expected a path of the hardware file such as adc.bits'); // biome-ignore format: one thing
  await bad({ x: 'time=1 s', time: '1 s' }, '--time: found "1 s"; expected none where time is on an axis');
  await bad(
    { readout: 'retrained' },
    '--readout: found retrained without --train; expected training series to train it on',
  );
  await bad({ train: 'TRAIN.ts' }, '--train: found TRAIN.ts for the readout float; expected it with --readout hardware or retrained'); // biome-ignore format: one thing
});
