import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import test from 'ava';
import { type JobIdentity, openJob } from '../../../../cli/commands/validate/job.js';
import type { TileVerdict } from '../../../../sim/spice/validate.js';
import { answer, main, ohmweave, withoutProgress } from '../../ohmweave.js';
import { tinyFile, tinyFolder } from '../../tiny.js';

// Arrays of 4 × 4 cells, so that the program has many tiles.
const folder = tinyFolder();
const array = { ...tinyFile.array, rows: 4, columns: 4 };
writeFileSync(join(folder, 'small.json'), JSON.stringify({ ...tinyFile, array }));
ohmweave(folder, ['compile', 'net.json', '--hardware', 'small.json', '-o', 'many.owp']);

const validate = ['validate', 'many.owp', '--vectors', '2', '--workers', '1'];
const linesOf = (file: string): string[] => {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
};
/** What the tiles came to, without the times. */
// biome-ignore lint/suspicious/noExplicitAny: as parsed
const tilesOf = (json: any): object[] => json.tiles.map(({ elapsedSeconds: _, ...tile }: any) => tile);

/** Runs the command until its job file has a verdict or more, sends a signal, and waits for the end. */
async function stopped(file: string, signal: 'SIGINT' | 'SIGKILL'): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [main, ...validate, '--job', file], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    stderr += part;
  });
  const ended = once(child, 'close');
  while (linesOf(file).length < 3 && child.exitCode === null) await pause(1);
  child.kill(signal);
  const [code] = (await ended) as [number | null];
  return { code, stderr };
}

test.serial('a run that was interrupted or killed goes on where it stopped, and comes to the same', async t => {
  const uninterrupted = answer(t, folder, validate);
  const all = uninterrupted.tiles.length;
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    const file = `${signal}.job`;
    const { code, stderr } = await stopped(file, signal);
    t.is(code, signal === 'SIGINT' ? 130 : null);
    if (signal === 'SIGINT') t.is(withoutProgress(stderr), `interrupted; already written: ${file}\n`);
    const before = linesOf(file);
    t.true(before.length >= 3 && before.length < all + 1, `${before.length} lines for ${all} tiles`);
    const { stderr: note, stdout, code: end } = ohmweave(folder, [...validate, '--job', file, '--format', 'json']);
    t.is(end, 0);
    t.is(note, `${file}: ${before.length - 1} verdicts are there already\n`);
    t.deepEqual(tilesOf(JSON.parse(stdout)), tilesOf(uninterrupted));
    t.deepEqual(linesOf(file).slice(0, before.length), before); // nothing was done twice
    t.is(linesOf(file).length, all + 1);
  }
  const { code, stderr } = ohmweave(folder, ['validate', 'many.owp', '--job', 'SIGINT.job']);
  t.is(code, 2);
  t.regex(stderr, /^error: SIGINT\.job: the reads per tile was 2, now it is 4; /);
});

const identity: JobIdentity = {
  ...{ program: 'a1b2', timeSeconds: 0, tiles: 'all', vectors: 4, engine: 'ngspice 45.2', version: '1.0.0' },
  window: 'none',
};
const verdict = (name: string, status: TileVerdict['status'] = 'agrees'): TileVerdict => ({
  ...{ name, rows: 4, cols: 3, vectors: 4, status, worst: 0.1 + 0.2, worstColumn: 1, worstVector: 0, seconds: 1 / 3 },
});

test('verdicts come back bit for bit; a last line that was cut is left out, what failed is to be tried again', t => {
  const path = join(folder, 'one.job');
  const job = openJob(path, identity);
  t.is(job.verdicts.size, 0);
  job.append(2, verdict('c'));
  job.append(1, verdict('b', 'failed'));
  job.append(0, verdict('a', 'differs'));
  const kept = [[2, verdict('c')], [0, verdict('a', 'differs')]] as const; // biome-ignore format: a list
  t.deepEqual([...openJob(path, identity).verdicts], kept.slice());
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, whole.slice(0, -20));
  const again = openJob(path, identity);
  t.deepEqual([...again.verdicts], [[2, verdict('c')]]);
  again.append(0, verdict('a', 'differs'));
  t.is(readFileSync(path, 'utf8'), whole);
});

test('a job file of another run, a damaged one and no job file are refused and stay as they are', t => {
  const path = join(folder, 'two.job');
  openJob(path, identity).append(0, verdict('a'));
  const whole = readFileSync(path, 'utf8');
  const bad = (content: string, message: RegExp, other: Partial<JobIdentity> = {}): void => {
    writeFileSync(path, content);
    t.throws(() => openJob(path, { ...identity, ...other }), { name: 'InputError', message });
    t.is(readFileSync(path, 'utf8'), content);
  };
  bad(whole, /two\.job: the reads per tile was 4, now it is 3; expected a job file of this very run, or a new name/, { vectors: 3 }); // biome-ignore format: one thing
  bad(whole, /the program was "a1b2", now it is "c3"/, { program: 'c3' });
  bad(whole, /the count of tiles was "all", now it is 2/, { tiles: 2 });
  bad(whole, /the engine was "ngspice 45\.2", now it is "another"/, { engine: 'another' });
  bad(whole, /the version of ohmweave was "1\.0\.0", now it is "1\.1\.0"/, { version: '1.1.0' });
  bad(`${whole}x\n`, /two\.job, line 3: found "x"; expected a job file of ohmweave validate/);
  bad(`${whole}{"index": -1}\n`, /two\.job, line 3: index: found -1/);
  bad(whole.replace('"worst":', '"best":'), /two\.job, line 2: verdict\.worst: found nothing/);
  bad('my notes\n', /two\.job, line 1: found "my notes"; expected a job file/);
  bad('{"layers": []}\n', /two\.job: job: found nothing; expected "ohmweave validate"/);
  bad('', /two\.job, line 1: found ""/);
});
