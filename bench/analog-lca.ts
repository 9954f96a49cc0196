// `node dist/bench/analog-lca.js [--figure FILE] [M×N[r]…]`: sparse coders of N random atoms over M inputs that settle as circuits on
// PCM with wires, in ngspice and in the simulator; arrays cell by cell, or with an r reduced to their terminals. Prints how far the
// codes are apart, when they settle, what that takes, and the time of ngspice (CPU and wall). Default: 16x24 16x24r 32x48 32x48r
// 64x128r. The figure is the first coder's waveforms.

import { compile } from '../compiler/compile.js';
import { resolveHardware } from '../compiler/hardware-file.js';
import { pcm256 } from '../compiler/presets/pcm-256.js';
import { writeWhole } from '../edge/files.js';
import { loadUnits } from '../edge/quantity.js';
import { normalized } from '../models/lca/dictionary.js';
import type { Network } from '../models/network.js';
import { matrix } from '../numeric/matrix.js';
import { randomStream } from '../numeric/random.js';
import { settlingFigure } from '../report/settling-figure.js';
import { tableText } from '../report/table.js';
import { coderRun } from '../sim/spice/coder-run.js';
import { coderVerdict } from '../sim/spice/coders.js';
import { SpicePool } from '../sim/spice/pool.js';

const words = process.argv.slice(2);
const at = words.indexOf('--figure');
const [, figureFile] = at < 0 ? [] : words.splice(at, 2);
const sizes = words.length > 0 ? words : ['16x24', '16x24r', '32x48', '32x48r', '64x128r'];
const hardware = resolveHardware(
  {
    ...pcm256,
    array: { ...pcm256.array, rows: 1024, columns: 2048 },
    mapping: { ...pcm256.mapping, copies: 1, centre: 'readout' },
    settling: { kind: 'analog', timeConstant: '100 ns', capacitance: '1 pF', time: '2 us' },
  },
  'bench',
  await loadUnits(),
);

/** λ. */
const level = 0.1;

/** Random atoms, and inputs that are sums of a few of them. */
function problem(inputs: number, atoms: number) {
  const draws = (count: number, ...address: (string | number)[]): Float64Array => {
    const out = new Float64Array(count);
    randomStream(1, ...address).fillNormal(out, 0);
    return out;
  };
  const weights = normalized(matrix(atoms, inputs, draws(atoms * inputs, 'atoms')));
  const network: Network = {
    name: 'random coder',
    input: { channels: inputs, normalize: 'none' },
    layers: [
      {
        ...{ type: 'lca', name: 'coder', weights, step: 0.1, iterations: 200, form: 'gram' },
        threshold: { shape: 'soft', level, signs: 'both' },
      },
    ],
  };
  const series = Array.from({ length: 8 }, (_, k) => {
    const active = Math.ceil(inputs / 4);
    const share = draws(active, 'shares', k);
    const values = new Float64Array(inputs);
    for (let a = 0; a < active; a++) {
      const atom = (a * 7 + k * 11) % atoms;
      for (let i = 0; i < inputs; i++) values[i]! += share[a]! * weights.data[atom * inputs + i]!;
    }
    return { values, length: 1, label: -1 };
  });
  return { network, set: { name: 'random inputs', channels: inputs, classes: [], series } };
}

const rows: (string | number)[][] = [];
for (const [k, size] of sizes.entries()) {
  const [inputs = 0, atoms = 0] = size.split(/[x×]/).map(Number.parseFloat);
  const { network, set } = problem(inputs, atoms);
  const { program } = compile(network, hardware, { seed: 1, calibration: set });
  const input = set.series[0]!.values;
  const job = { program, layer: 'coder', input, time: 0, reduced: size.endsWith('r') };
  const pool = new SpicePool({ workers: 1 });
  const before = process.cpuUsage();
  const run = await coderRun(pool, job, { timeoutSeconds: 3600 });
  const { user, system } = process.cpuUsage(before);
  await pool.close();
  const { status, cells, worst, reference, spice, simulated, seconds, message } = coderVerdict(job, run);
  rows.push([
    ...[size, cells, status, spice ? worst : '–', reference?.worst ?? '–', reference?.overlap ?? '–'],
    ...[spice ?? simulated, simulated].flatMap(({ toPercent, energy }) => [
      toPercent,
      energy.arrays + energy.integrators,
    ]),
    ...[(user + system) / 1e6, seconds, message ?? ''],
  ]);
  if (k === 0 && figureFile !== undefined && run.spice)
    writeWhole(figureFile, settlingFigure(run.spice, run.simulated, level));
}
const named = (names: string[], unit?: string) => names.map(name => ({ name, ...(unit && { unit }) }));
const columns = [
  ...named(['size', 'cells', 'ngspice', 'worst code', 'from float64', 'support']),
  ...[
    ...named(['ngspice to 1 %'], 's'),
    ...named(['energy'], 'J'),
    ...named(['simulator to 1 %'], 's'),
    ...named(['energy'], 'J'),
  ],
  ...[...named(['CPU', 'wall'], 's'), ...named([''])],
];
console.log(tableText({ columns, rows }));
