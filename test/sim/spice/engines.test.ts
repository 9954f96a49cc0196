// Every kind of netlist that is written, in both engines: the same vectors to 1e-6 of the largest value of each, as far as a
// vector carries anything.
import test from 'ava';
import { frequencyNetlist } from '../../../compiler/emit/frequency.js';
import { layerCircuit, layersOnCrossbars } from '../../../compiler/emit/layer-circuit.js';
import { layersNetlist } from '../../../compiler/emit/netlist.js';
import { pulsesNetlist } from '../../../compiler/emit/pulses.js';
import { tileNetlist } from '../../../compiler/emit/tile.js';
import { twoWireNetlist } from '../../../compiler/emit/two-wire.js';
import { windowNetlist } from '../../../compiler/emit/window.js';
import { biasVoltages } from '../../../crossbar/bias.js';
import { compactCells } from '../../../crossbar/cell-dynamics.js';
import { sinhCells } from '../../../crossbar/cell-law.js';
import { compactModels } from '../../../devices/compact/table.js';
import { layerInputs, layerSignals } from '../../../sim/layer-run.js';
import { NativeSpice } from '../../../sim/spice/native.js';
import { SpicePool } from '../../../sim/spice/pool.js';
import type { Plot } from '../../../sim/spice/raw.js';
import { chip, hardware, mars, pcm, randomSeries, volatileUnits } from '../../compiler/builders.js';
import { randomCircuit, xbar } from '../../crossbar/circuits.js';
import { randomPair } from '../../crossbar/two-wire-circuits.js';
import { nativeAvailable } from './native.js';
import { randomTile } from './nodal.js';

const array = {
  ...{ rows: 8, columns: 10, wordLineResistance: 2, bitLineResistance: 3, driverResistance: 100, senseResistance: 20 },
  capacitance: { word: 1e-15, bit: 2e-15, cell: 1e-16 },
};
const program = chip(
  mars({ units: 3 }),
  hardware({
    device: pcm(),
    array,
    recurrence: volatileUnits({ bits: null }),
    adc: { bits: null, headroom: 1.1, shared: 8 },
  }),
  randomSeries([20]),
);

function layers(names: readonly string[], analysis: 'dc' | 'tran'): string {
  const inputs = layerInputs(program, randomSeries([20]).series[0]!, { time: 0, steps: 3 });
  const driven = names.map(name => ({
    circuit: layerCircuit(program, name, 0),
    signals: layerSignals(program, name, inputs.get(name)!, { time: 0 }),
  }));
  return layersNetlist(driven, { title: 'layers', analysis });
}

function tile(n: number, law = false): string {
  const { array: cells, vectors } = randomTile(n, n, 3);
  return tileNetlist({ title: 'tile', array: cells, vectors, ...(law && { law: sinhCells(cells.conductance, 2) }) });
}

function window(): string {
  const { array: cells, vectors } = randomTile(48, 40, 2);
  const place = { i0: 10, i1: 26, j0: 12, j1: 24 };
  const law = sinhCells(cells.conductance, 2);
  return windowNetlist({ title: 'window', array: cells, vectors, window: place, law });
}

function pulsed(): string {
  const model = compactModels.vteam.create();
  const cells = xbar([0, 1, 2].map(() => [0, 0, 0]), { wordLine: 2, bitLine: 2, driver: 20 }); // biome-ignore format: one thing
  const states = compactCells(model).start(new Float64Array(9).fill(5e-3));
  const volts = biasVoltages(cells, { row: 1, col: 1 }, 0.2, 'V/2');
  const pulses = { count: 2, edge: 1e-9, width: 20e-9, gap: 10e-9 };
  return pulsesNetlist('pulses', { array: cells, model, states, volts, pulses });
}

const netlists: Readonly<Record<string, () => string>> = {
  'a tile of 16×16': () => tile(16),
  'a tile of 64×64': () => tile(64),
  'a tile of nonlinear cells': () => tile(16, true),
  'an array with supply lines': () => {
    const { array: pair, volts, on } = randomPair(6, 5, 3);
    const gates = [Float64Array.from(on), new Float64Array(6).fill(1)];
    return twoWireNetlist({ title: 'pair', array: pair, supply: volts.supply, gates });
  },
  'a window': window,
  'layers at rest': () => layers(layersOnCrossbars(program), 'dc'),
  'a block through time': () => layers(['block1'], 'tran'),
  'a column by frequency': () => {
    const { array: cells } = randomCircuit(8, 8, 4, 40);
    const bias = { word: new Float64Array(8), bit: new Float64Array(8) };
    const capacitance = { word: 1e-15, bit: 2e-15, cell: 0.2e-15 };
    return frequencyNetlist({ title: 'frequency', array: cells, capacitance, bias, row: 2 }, { from: 1e6, to: 1e12 });
  },
  'write pulses': pulsed,
};

/**
 * The largest difference of vectors of the same name, over the largest value of each that is above rounding. Where the two
 * choose other time points, at the end alone, which holds what came before. What a layer's netlist takes as its own error is
 * left out: it is a difference of two that are equal.
 */
function furthest(a: Plot, b: Plot): number {
  const magnitude = (values: Float64Array): number => values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const rounding = 1e-12 * Math.max(...[...a.vectors.values()].map(magnitude));
  const points = a.points === b.points ? 0 : -1;
  let most = 0;
  for (const [name, values] of a.vectors) {
    if (name.endsWith('_error)')) continue;
    const [ours, theirs] = [values.slice(points), b.vectors.get(name)?.slice(points)];
    if (theirs?.length !== ours.length) return Number.POSITIVE_INFINITY;
    const apart = magnitude(ours.map((value, k) => value - theirs[k]!));
    most = Math.max(most, apart / Math.max(magnitude(values), rounding));
  }
  return most;
}

const withNative = nativeAvailable() ? test : test.skip;
const pools = [new SpicePool({ workers: 1 }), new SpicePool({ workers: 1, runner: () => new NativeSpice() })];
test.after.always(() => Promise.all(pools.map(pool => pool.close())));
for (const [name, write] of Object.entries(netlists))
  withNative(`both engines give the same: ${name}`, async t => {
    const netlist = write();
    const [ours, theirs] = await Promise.all(
      pools.map(async pool => {
        const outcome = await pool.run(netlist, { timeoutSeconds: 120 });
        if (outcome.status === 'failed') throw outcome.error;
        return outcome.result;
      }),
    );
    if (!ours || !theirs) return t.fail();
    const apart = furthest(ours, theirs);
    t.log(`${ours.name}, ${ours.vectors.size} vectors of ${ours.points} points: ${apart.toExponential(1)} apart`);
    t.true(ours.vectors.size > 0 && ours.points > 0);
    t.true(apart < 1e-6);
  });
