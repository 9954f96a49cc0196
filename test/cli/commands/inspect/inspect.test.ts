import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { inspectionAnswer } from '../../../../cli/commands/inspect/answer.js';
import { readProgram } from '../../../../compiler/program-file.js';
import { inspect } from '../../../../sim/inspection/inspect.js';
import { answer, documented, refused } from '../../ohmweave.js';
import { tinyFolder } from '../../tiny.js';

const folder = tinyFolder();
const program = readProgram(join(folder, 'net.owp'));

test('one tile in detail: its figures and the devices furthest from their targets', t => {
  const name = 'block1[0,0]';
  const { text, json } = inspectionAnswer(program, inspect(program, { tile: name }), name);
  const { cells } = program.plans[1]!.tiles[0]!;
  const missed = cells.programmed.map((g, k) => Math.abs(g - cells.target[k]!)).sort().reverse(); // biome-ignore format: one thing
  const worst = json.worstCells as { targetSiemens: number; programmedSiemens: number }[];
  t.deepEqual(
    worst.map(({ targetSiemens, programmedSiemens }) => Math.abs(programmedSiemens - targetSiemens)),
    [...missed.subarray(0, 5)],
  );
  t.regex(text, /^block1\[0,0\]: 9 word lines × 12 bit lines for 6 outputs, in array 1 from row 7, column 0 on;/m);
});

test('the whole: a histogram of every product, every tile, the fill', t => {
  const { text } = inspectionAnswer(program, inspect(program));
  const lines = text.split('\n');
  for (const { name, tiles } of program.plans) {
    t.true(lines.includes(name));
    for (const tile of tiles) t.true(lines.some(line => line.startsWith(tile.name)));
  }
  // 1×12, 9×12 and 6×12 cells.
  t.is(lines.at(-1), '3 arrays of 16×16; cells used: least 4.69 %, most 42.2 %, mean 25 %');
});

test('compile --dump-stage writes a stage in place of the program; one that is none is refused', t => {
  const compile = (stage: string) => ['compile', 'net.json', '--hardware', 'hw.json', '--dump-stage', stage];
  const json = answer(t, folder, [...compile('schedule'), '-o', 'stage.json']);
  documented(t, 'compile of a stage', json);
  const { content } = JSON.parse(readFileSync(join(folder, 'stage.json'), 'utf8'));
  t.deepEqual(content, JSON.parse(JSON.stringify(program.schedule)));
  refused(
    t,
    folder,
    [...compile('schedul'), '-o', 'x.json'],
    'stage "schedul": there is none; expected one of graph, activations, partitioned, mapped, predistorted, calibrated, backward, programmed, placed, schedule',
  );
});
