import { join } from 'node:path';
import type { Command } from 'commander';
import { writeWhole } from '../../edge/files.js';
import { formatJson } from '../../edge/json.js';
import { answering, type Context, describe } from '../command.js';
import { folderToWrite } from '../options.js';
import type { Answer } from '../output.js';
import { version } from '../version.js';
import { compileAnswer, compileProgram, saveProgram } from './compile.js';
import { writeCharts } from './data/data.js';
import { estimateProgram } from './estimate/estimate.js';
import { tileCircuits, writeNetlists } from './netlist/netlist.js';
import { writeReport } from './report.js';
import { readSets, runAnswer, runProgram } from './run/run.js';
import { saveNetwork, trainAnswer, trainNetwork } from './train/train.js';
import { validateAnswer, validateCircuits } from './validate/validate.js';

/** How large the demonstration is. */
interface Size {
  /** Series per class, half of them to train on. */
  readonly perClass: number;
  /** Rows and columns of an array. */
  readonly cells: number;
  readonly settings: readonly string[];
  /** s since programming; the default ages where not given. */
  readonly times?: readonly number[];
  readonly tiles: number | 'all';
  /** Reads per tile in ngspice. */
  readonly vectors: number;
  /** Accuracy that the float64 network must have. */
  readonly wanted: number;
}

const full: Size = { perClass: 100, cells: 256, settings: [], tiles: 'all', vectors: 2, wanted: 0.97 };
const quick: Size = {
  ...{ perClass: 30, cells: 64, settings: ['units=32'], times: [0, 86400], tiles: 2, vectors: 1, wanted: 0 },
};

const seed = 1;

export function demoCommand(): Command {
  const command = describe(
    'demo',
    'Everything on built-in data: train a network, compile it for phase-change memory, follow the chip for a year, count the cost, check every tile in ngspice, write a report.',
    'ohmweave demo -o ohmweave-demo',
  )
    .option('-o, --output <folder>', 'where its files go', folderToWrite, './ohmweave-demo')
    .option('--quick', 'fewer series, units, ages and tiles');
  return answering<{ readonly output: string; readonly quick?: true }>(command, (context, options) =>
    demo(context, options.output, options.quick ? quick : full),
  );
}

async function demo(context: Context, folder: string, size: Size): Promise<Answer> {
  const began = performance.now();
  const file = (name: string): string => join(folder, name);
  const answers: Record<string, Answer['json']> = {};
  const failures: string[] = [];
  const show = (heading: string, answer: Answer): void => {
    answers[heading] = answer.json;
    if (answer.passed === false) failures.push(heading);
    context.show(`── ${heading} ${'─'.repeat(90 - heading.length)}\n${answer.text}\n`);
  };

  const charts = await writeCharts(context, folder, seed, size.perClass);
  const trained = await trainNetwork(context, { reservoir: 'mars', ...charts, settings: size.settings, seed });
  const network = file('net.json');
  await saveNetwork(context, trained, network);
  const accurate = (trained.testAccuracy ?? 0) >= size.wanted;
  show('train', { ...trainAnswer(trained, { reservoir: 'mars', seed, file: network }), passed: accurate });

  const hardware = file('hardware.json');
  await writeHardware(context, hardware, size.cells);
  const program = await compileProgram(context, { network, hardware, seed });
  const compiled = file('net.owp');
  await saveProgram(context, program, compiled);
  show('compile', await compileAnswer(program, compiled));

  const { data, train } = await readSets(program, { data: charts.test, train: charts.train });
  const chips = await runProgram(context, program, data, { times: size.times, train, seeds: 1 });
  show('run', await runAnswer(chips, program, { program: compiled, data: charts.test, train: charts.train }));

  const cost = await estimateProgram(context, program, data);
  const { estimateAnswer } = await import('./estimate/answer.js');
  show('estimate', estimateAnswer(cost, program, { program: compiled, data: charts.test }));

  const circuits = await tileCircuits(context, program, { time: 0, vectors: size.vectors, tiles: size.tiles });
  await writeNetlists(context, circuits, file('netlists'));
  const verdicts = await validateCircuits(context, circuits, program.hardware);
  show('validate', await validateAnswer(verdicts, program, { file: compiled, time: 0 }));

  await writeReport(context, file('report.html'), { program, version, chips, cost, verdicts, dataName: data.name });
  const seconds = (performance.now() - began) / 1000;
  const json = { command: 'demo', version, folder, seed, hardware, failures, elapsedSeconds: seconds, ...answers };
  writeWhole(file('results.json'), `${formatJson(json)}\n`);
  context.wrote(file('results.json'));
  const verdict = failures.length === 0 ? 'everything passed' : `failed: ${failures.join(', ')}`;
  return {
    text: `${verdict} in ${seconds.toFixed(0)} s; open ${file('report.html')} in a browser`,
    passed: failures.length === 0,
    json,
  };
}

/** Phase-change memory in square arrays of `cells` rows. */
async function writeHardware(context: Context, path: string, cells: number): Promise<void> {
  const { pcm256 } = await import('../../compiler/presets/pcm-256.js');
  const array = { ...pcm256.array, rows: cells, columns: cells };
  writeWhole(path, `${formatJson({ ...pcm256, name: `pcm-${cells}`, array })}\n`);
  context.wrote(path);
}
