import test from 'ava';
import { layerCircuit } from '../../compiler/emit/layer-circuit.js';
import { firstOutputs } from '../../compiler/excerpt.js';
import { type Hardware, signKinds } from '../../compiler/hardware.js';
import type { Program } from '../../compiler/program-record.js';
import { effectiveOperator } from '../../crossbar/operator.js';
import { runGraph } from '../../models/execute.js';
import type { SeriesSet } from '../../models/series.js';
import { hardwareEngine } from '../../sim/engine.js';
import { apart, chip, hardware, noiseRows } from '../compiler/builders.js';
import { withMovedLines } from '../compiler/moved.js';
import { randomSteps, tinyCoder } from '../models/builders.js';
import { fresh, linear, read, steps } from './builders.js';
import { coderChip } from './coders.js';
import { circuitNeurons, spikingChip } from './spiking-chips.js';

const weights = noiseRows('weights', 9, 14);
const inputs = noiseRows('inputs', 7, 14);
const stuck = { levels: 0, stuckLow: 0.1, stuckHigh: 0.1 };
const biased = linear(weights, noiseRows('bias', 1, 9)[0]);
const scores = (program: Program, set: SeriesSet): Float64Array =>
  runGraph(program.graph, set, hardwareEngine(program, fresh)).scores.data;

// Without wires nothing depends on where a line stands: all that is computed is the same to rounding.
const same = 1e-12;

test('products are those of the same devices in any order of lines', t => {
  const slices = { weightBits: 6, cellBits: 2, over: 'cells' } as const;
  const ways: Partial<Hardware>[] = [
    ...signKinds.map(signs => ({ signs })),
    { slices, scale: 'column' },
    { copies: 3, centre: 'all' },
    { device: { ...hardware().device, gMin: 50e-6, gMax: 150e-6, parts: { conduction: 'rram-milo2021' } } },
  ];
  for (const way of ways) {
    const on = { ...hardware({ array: { rows: 11, columns: 10 }, imperfections: stuck }), ...way };
    const program = chip(biased, on, steps(inputs));
    const moved = withMovedLines(program, 3);
    t.true(moved.plans[0]!.tiles.length > 1);
    t.true(apart(read(moved, inputs), read(program, inputs)) < same, JSON.stringify(way));
  }
});

test('codes of an array that is read from both sides, and of a circuit that settles, are the same', t => {
  const set = randomSteps(6, 4);
  for (const scale of ['tile', 'column'] as const) {
    const on = hardware({ array: { rows: 3, columns: 4 }, imperfections: stuck, scale });
    const program = chip(tinyCoder({ form: 'residual' }), on, set);
    const codes = scores(program, set);
    t.true(codes.some(code => code !== 0));
    t.true(apart(scores(withMovedLines(program, 4), set), codes) < 1e-9);
  }
  const { program, set: settled } = coderChip(6, 9, {}, { array: { rows: 7, columns: 6 }, imperfections: stuck });
  t.true(apart(scores(withMovedLines(program, 5), settled), scores(program, settled)) < 1e-6);
});

test('neurons that are circuits are charged by the same columns', t => {
  const { program, set } = spikingChip(circuitNeurons(6)[0]!, 6, { back: 0.3, on: { imperfections: stuck } });
  const found = scores(withMovedLines(program, 6), set);
  t.true(found.some(value => value !== 0));
  t.true(apart(found, scores(program, set)) < 1e-9);
});

test('a circuit of a layer, and of its first outputs, has each row and pair at its input and output', t => {
  const program = chip(biased, hardware({ array: { rows: 11, columns: 10 }, imperfections: stuck }), steps(inputs));
  const whole = (of: Program, units?: number): Float64Array => {
    const { tiles, inputs: wide, outputs, hardware } = layerCircuit(of, 'w', 0, units);
    const out = new Float64Array((wide + 1) * outputs);
    for (const { array, inputOfRow, outputOfPair, decode, adcFullScale } of tiles) {
      t.is(hardware, of.hardware);
      const { data } = effectiveOperator(array).transfer;
      for (let i = 0; i < array.rows; i++)
        for (const [j, to] of outputOfPair.entries()) {
          const pair = data[i * array.cols + 2 * j]! - data[i * array.cols + 2 * j + 1]!;
          out[(inputOfRow[i]! + 1) * outputs + to]! += (decode[j]! / adcFullScale) * pair;
        }
    }
    return out;
  };
  const moved = withMovedLines(program, 7);
  const scale = Math.max(...whole(program).map(Math.abs));
  t.true(apart(whole(moved), whole(program)) < same * scale);
  t.true(apart(whole(moved, 4), whole(program, 4)) < same * scale);
  t.is(
    firstOutputs(moved.plans[0]!, 4).tiles[0]!.moved!.places.length,
    firstOutputs(program.plans[0]!, 4).tiles[0]!.scale.length,
  );
});
