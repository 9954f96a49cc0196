import test from 'ava';
import { tileSubcircuit } from '../../../compiler/emit/layer.js';
import { layerCircuit, layersOnCrossbars } from '../../../compiler/emit/layer-circuit.js';
import { type DrivenLayer, layersNetlist } from '../../../compiler/emit/netlist.js';
import type { Hardware } from '../../../compiler/hardware.js';
import type { Program } from '../../../compiler/program-record.js';
import { settle } from '../../../crossbar/transient.js';
import { layerInputs, layerSignals } from '../../../sim/layer-run.js';
import { loadEngine } from '../../../sim/spice/engine.js';
import { NgSpice } from '../../../sim/spice/ngspice.js';
import type { Plot } from '../../../sim/spice/raw.js';
import { chip, esn, hardware, mars, mfEsn, noise, pcm, randomSeries, volatileUnits } from '../../compiler/builders.js';
import { nativeAvailable, printNative, runNative } from './native.js';

let ngspice: NgSpice;
test.before(async () => {
  ngspice = await NgSpice.start(await loadEngine());
});

const array = {
  ...{ rows: 8, columns: 10, wordLineResistance: 2, bitLineResistance: 3, driverResistance: 100, senseResistance: 20 },
  capacitance: { word: 1e-15, bit: 2e-15, cell: 1e-16 },
};
const bits = { dac: { bits: 8 }, adc: { bits: 8 } };
const series = randomSeries([20, 20]);

/** All layers of a chip through its first steps. */
function driven(program: Program, steps: number): DrivenLayer[] {
  const inputs = layerInputs(program, series.series[0]!, { time: 60, steps });
  return layersOnCrossbars(program).map(name => ({
    circuit: layerCircuit(program, name, 60),
    signals: layerSignals(program, name, inputs.get(name)!, { time: 60 }),
  }));
}
const on = (change: Partial<Hardware>): Hardware => ({ ...hardware({ device: pcm(), array, ...bits }), ...change });

/** What `.meas` printed, by name. */
function measured(lines: readonly string[]): Map<string, number> {
  const values = lines.map(line => /^(worst_\w+|pass_\w+)\s*=\s+(\S+)/.exec(line)).filter(match => match !== null);
  return new Map(values.map(match => [match[1]!, Number(match[2])]));
}

const curved = { ...pcm(), gMin: 50e-6, gMax: 150e-6, parts: { conduction: 'rram-milo2021' } };
const chips: Record<string, Hardware> = {
  'several tiles': on({}),
  'copies on both sides, centred, a scale per column': on({
    ...{ copies: 'fill', centre: 'all', scale: 'column', array: { ...array, rows: 40, columns: 40 } },
  }),
  'exact converters': on({ adc: { bits: null, headroom: 1.1, shared: 8 }, dac: { bits: null, headroom: 1 } }),
  'cells with a curve': on({ device: curved }),
  'weights in slices': on({ slices: { weightBits: 6, cellBits: 2, over: 'cells' } }),
};
for (const [name, chipOn] of Object.entries(chips)) {
  test(`at rest all layers give what the simulator says: ${name}`, t => {
    const program = chip(mars({ units: 6 }), chipOn, series, 7);
    const { log } = ngspice.run(layersNetlist(driven(program, 5), { title: 't', analysis: 'dc' }));
    const values = measured(log);
    for (const layer of layersOnCrossbars(program)) {
      t.is(values.get(`pass_${layer}`), 1, layer);
      t.true(values.get(`worst_${layer}`)! < 1e-8, layer);
    }
  });
}

test('so do the products of a loop, that of the states with what came back for inputs', t => {
  for (const network of [esn({ units: 6 }), mfEsn({ units: 6 })]) {
    const layers = driven(chip(network, on({}), series, 7), 5);
    t.deepEqual(
      layers.map(({ circuit }) => circuit.name),
      ['reservoir', 'reservoir_recurrent', 'readout'],
    );
    const { drive } = layers[1]!.signals;
    t.true(drive.subarray(0, 6).every(share => share === 0) && drive.subarray(6).some(share => share !== 0));
    const values = measured(ngspice.run(layersNetlist(layers, { title: 't', analysis: 'dc' })).log);
    for (const { circuit } of layers) {
      t.is(values.get(`pass_${circuit.name}`), 1, circuit.name);
      t.true(values.get(`worst_${circuit.name}`)! < 1e-8, circuit.name);
    }
  }
});

test('an expectation that is wrong by more than the tolerance does not pass, in its layer alone', t => {
  const layers = driven(chip(mars({ units: 6 }), on({}), series, 7), 5);
  const block = layers[1]!;
  const outputs = block.signals.outputs.slice();
  outputs[13]! += 1e-4 * Math.max(...outputs.map(Math.abs));
  layers[1] = { ...block, signals: { ...block.signals, outputs } };
  const values = measured(ngspice.run(layersNetlist(layers, { title: 't', analysis: 'dc' })).log);
  t.is(values.get('pass_block1'), 0);
  t.true(Math.abs(values.get('worst_block1')! - 1e-4) < 1e-6);
  t.is(values.get('pass_encoder'), 1);
});

const volatile = chip(mars({ units: 3 }), on({ recurrence: volatileUnits({ bits: null }), adc: { bits: null, headroom: 1.1, shared: 8 } }), series); // biome-ignore format: one thing
const moving = (): string => layersNetlist([driven(volatile, 4)[1]!], { title: 't', analysis: 'tran' });

(nativeAvailable() ? test : test.skip)('an installed ngspice runs the same files and prints the same', t => {
  for (const text of [layersNetlist(driven(volatile, 4), { title: 't', analysis: 'dc' }), moving()]) {
    const own = measured(ngspice.run(text).log);
    const native = measured(printNative(text).split('\n'));
    t.deepEqual([...native.keys()], [...own.keys()]);
    for (const [name, value] of native) {
      if (name.startsWith('pass')) t.is(value, 1, name);
      else t.true(Math.abs(value - own.get(name)!) < 1e-5, name);
    }
  }
});

test('a layer without volatile devices runs through time as well', t => {
  const program = chip(mars({ units: 4 }), on({ adc: { bits: null, headroom: 1.1, shared: 8 } }), series);
  const netlist = layersNetlist(driven(program, 4).slice(0, 3), { title: 't', analysis: 'tran', tolerance: 1e-3 });
  const values = measured(ngspice.run(netlist).log);
  for (const layer of ['encoder', 'block1', 'block2']) t.is(values.get(`pass_${layer}`), 1, layer);
});

/** The output currents of a tile after its rows are switched on at 0 s, in a netlist of the tile's subcircuit. */
function switchedOn(volts: Float64Array, stop: number): string {
  const [rows, cols] = [8, 8];
  const each = <T>(count: number, line: (k: number) => T): T[] => Array.from({ length: count }, (_, k) => line(k));
  return [
    'step',
    '.param rword=2 rbit=3 rdriver=100 rsense=20 cword=1e-15 cbit=2e-15 ccell=1e-16',
    ...tileSubcircuit(tile, { word: '{cword}', bit: '{cbit}', cell: '{ccell}' }),
    ...each(rows, i => `v${i} in${i} 0 ${volts[i]!}`),
    `xtile ${each(rows, i => `in${i}`).join(' ')} ${each(cols, j => `out${j}`).join(' ')} tile`,
    ...each(cols, j => `vsense${j} out${j} 0 0`),
    '.options klu reltol=1e-7 abstol=1e-18 vntol=1e-12',
    `.tran ${stop / 4000} ${stop} 0 ${stop / 4000} uic`,
    `.save ${each(cols, j => `i(vsense${j})`).join(' ')}`,
    '.end',
  ].join('\n');
}

const siemens = noise('settling', 64).map(x => 25e-6 * (1 + x));
const tile = {
  name: 'tile',
  array: {
    ...{ rows: 8, cols: 8, conductance: siemens },
    ...{ wordSegments: new Float64Array(8).fill(2), bitSegments: new Float64Array(8).fill(3) },
    ...{ driver: new Float64Array(8).fill(100), driverFar: new Float64Array(8).fill(Infinity) },
    ...{ sense: new Float64Array(8).fill(20), senseFar: new Float64Array(8).fill(Infinity) },
  },
  inputOfRow: [0, 1, 2, 3, 4, 5, 6, 7],
  outputOfPair: [0, 1, 2, 3],
  ...{ adcFullScale: 1e-5, decode: new Float64Array(4).fill(1), leadingSegments: 0, trailingSegments: 0 },
};

/** A current between the time points of a plot. */
function at(plot: Plot, column: number, time: number): number {
  const times = plot.vectors.get('time')!;
  const values = plot.vectors.get(`i(vsense${column})`)!;
  const p = Math.max(1, times.findIndex(point => point >= time)); // biome-ignore format: one thing
  const share = (time - times[p - 1]!) / (times[p]! - times[p - 1]!);
  return values[p - 1]! + share * (values[p]! - values[p - 1]!);
}

// Both integrate: the simulator to 2.5e-6 a step, ngspice in 4000 steps; the tolerance is 3e-4 of the largest current.
const settled = (run: (netlist: string) => Plot): number => {
  const volts = Float64Array.from({ length: 8 }, (_, i) => 0.2 - 0.05 * i);
  const { times, outputs, final } = settle(tile.array, { word: 1e-15, bit: 2e-15, cell: 1e-16 }, volts, { accuracy: 1e-4 }); // biome-ignore format: one thing
  const plot = run(switchedOn(volts, times.at(-1)!));
  const full = Math.max(...final.map(Math.abs));
  // The very first step is left out: in it the simulator jumps over what is a thousand times faster than all the rest.
  const compared = times.filter(time => time > times.at(-1)! / 100 && time < times.at(-1)!);
  return Math.max(
    ...compared.flatMap(time =>
      [...outputs[times.indexOf(time)]!].map((amps, j) => Math.abs(at(plot, j, time) - amps) / full),
    ),
  );
};

test('a tile settles in ngspice as crossbar/transient.ts says', t => {
  const difference = settled(netlist => ngspice.run(netlist));
  t.true(difference < 3e-4, `${difference}`);
});

(nativeAvailable() ? test : test.skip)('and in an installed one', t => {
  const difference = settled(runNative);
  t.true(difference < 3e-4, `${difference}`);
});
