import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { openSweepJob, type SweepEntry, type SweepIdentity } from '../../../../cli/commands/sweep/job.js';

const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
const identity: SweepIdentity = {
  ...{ network: 'a1', hardware: 'b2', data: 'c3', train: null, calibration: null, x: 'adc.bits', y: null },
  ...{ timeSeconds: 0, readout: 'float', compensation: 'none', version: '1.0.0' },
};
const entries: SweepEntry[] = [
  { x: 4, y: null, seed: 1, accuracy: 0.1 + 0.2, floatAccuracy: 1 / 3 },
  { x: 'ideal', y: null, seed: 2, refused: 'peripherals: found none; expected one' },
];

test('points come back bit for bit, refused ones too; a last line that was cut is left out', t => {
  const path = join(folder, 'one.job');
  const job = openSweepJob(path, identity);
  t.deepEqual(job.kept, []);
  for (const entry of entries) job.append(entry);
  t.deepEqual(openSweepJob(path, identity).kept, entries);
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, whole.slice(0, -20));
  const again = openSweepJob(path, identity);
  t.deepEqual(again.kept, entries.slice(0, 1));
  again.append(entries[1]!);
  t.is(readFileSync(path, 'utf8'), whole);
});

test('a job file of another sweep or another command, and a damaged one, are refused and stay as they are', t => {
  const path = join(folder, 'two.job');
  openSweepJob(path, identity).append(entries[0]!);
  const whole = readFileSync(path, 'utf8');
  const bad = (content: string, message: RegExp, other: Partial<SweepIdentity> = {}): void => {
    writeFileSync(path, content);
    t.throws(() => openSweepJob(path, { ...identity, ...other }), { name: 'InputError', message });
    t.is(readFileSync(path, 'utf8'), content);
  };
  bad(whole, /two\.job: the network was "a1", now it is "z"; expected a job file of this very run/, { network: 'z' });
  bad(whole, /the parameter on y was null, now it is "noise"/, { y: 'noise' });
  bad(whole, /the age of the chips was 0, now it is 86400/, { timeSeconds: 86400 });
  bad(whole, /drift compensation was "none", now it is "column"/, { compensation: 'column' });
  bad(whole.replace('ohmweave sweep', 'ohmweave validate'), /two\.job: job: found "ohmweave validate"; expected "ohmweave sweep"/); // biome-ignore format: one thing
  bad(whole.replace('"accuracy":0.3', '"accuracy":3.3'), /two\.job, line 2: /);
  bad(`${whole}x\n`, /two\.job, line 3: found "x"; expected a job file of ohmweave sweep/);
});
