// `node dist/bench/block.js [UNITS…]`: blocks of MARS with volatile devices, 20 steps of a control chart in ngspice, with wires,
// line capacitances and converters; 48 and 100 units by default. Prints times, and how far the states are from those of the
// behavioural simulator. 48 units take a minute, 100 a quarter of an hour.
import { compile } from '../compiler/compile.js';
import { resolveHardware } from '../compiler/hardware-file.js';
import { pcm256 } from '../compiler/presets/pcm-256.js';
import { loadUnits } from '../edge/quantity.js';
import { syntheticControl } from '../models/synthetic-control.js';
import { trainMars } from '../models/train-mars.js';
import { tableText } from '../report/table.js';
import { layerInputs } from '../sim/layer-run.js';
import { validateBlocks } from '../sim/spice/blocks.js';

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [48, 100];
const { train, test } = syntheticControl(1, 20);
const file = {
  ...pcm256,
  // 0.2 fF per µm of line, as NeuroSim has it, and cells of 1 µm.
  array: { ...pcm256.array, wordLineCapacitance: '0.2 fF', bitLineCapacitance: '0.2 fF' },
  mapping: { ...pcm256.mapping, copies: 1 },
  recurrence: {
    ...{ kind: 'volatile', timeUnit: '1 s', gMin: '1 mS', gMax: '100 mS', readVoltage: '10 mV' },
    ...{ rateDeviation: 0.02, slopeDeviation: 0.002, bits: 8 },
  },
} as const;
const hardware = resolveHardware(file, 'bench', await loadUnits());
const rows: (string | number)[][] = [];
for (const units of sizes) {
  const network = trainMars(train, { units, blocks: 1, folds: 2, calibration: 6 }, 1);
  const { program } = compile(network, hardware, { seed: 1 });
  const series = test.series[0]!;
  const inputs = layerInputs(program, series, { time: 0, steps: 20 });
  const jobs = [{ program, layer: 'block1', inputs: inputs.get('block1')!, time: 0, units }];
  const [verdict] = await validateBlocks(jobs, { timeoutSeconds: 3600 });
  const { status, worst, seconds, steps, message } = verdict!;
  rows.push([units, steps, status, worst, seconds, message ?? '']);
}
const columns = [
  ...[{ name: 'units' }, { name: 'steps' }, { name: 'ngspice' }, { name: 'worst state' }],
  ...[{ name: 'time', unit: 's' }, { name: '' }],
];
console.log(tableText({ columns, rows }));
