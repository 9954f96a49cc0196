// `node dist/bench/predistort.js [n]`: IR drop taken out where an array is written, on n × n cells (256), 1 ohm a segment,
// log-uniform from 10 kohm to 1 Mohm: RMS error of the effective operator relative to the RMS of what is wanted, before (as
// written, and at the best one scale) and after (of all, and of those that the window does not cut off). `solved` is the largest
// relative error of a value on one row by the iterative solver, which shares no code with the operator but the array's record.

import { signedCells } from '../compiler/signs.js';
import { type CrossbarArray, crossbarArray } from '../crossbar/array.js';
import { solveOutputs } from '../crossbar/line-pcg.js';
import { type Predistortion, type PredistortOptions, predistortedCells } from '../crossbar/predistort.js';
import { plainCells, type SignedCells } from '../crossbar/signed-cells.js';
import { randomStream } from '../numeric/random.js';

const n = Number(process.argv[2] ?? 256);
if (!(Number.isInteger(n) && n >= 2 && n <= 1024))
  throw new RangeError(`found ${process.argv[2]}; expected 2 to 1024 rows`);
const [gMin, gMax] = [1e-6, 1e-4];
const uniform = randomStream(1, 'predistort', n);

interface Trial {
  readonly name: string;
  readonly form: SignedCells;
  readonly options?: PredistortOptions;
}

/** Log-uniform magnitudes of the window, as large as the form lets values be; signed ones with signs by chance. */
function wantedFor({ low, high, outputs }: SignedCells): Float64Array {
  return Float64Array.from({ length: n * outputs }, (_, k) => {
    const size = (gMin * (gMax / gMin) ** uniform.uniform(k)) / gMax;
    return high * size * (low < 0 && uniform.uniform(n * n + k) < 0.5 ? -1 : 1);
  });
}

const half = Math.floor(n / 2);
const trials: readonly Trial[] = [
  { name: 'a cell for each value, a quarter of the scale', form: plainCells(n, gMin, gMax), options: { share: 0.25 } },
  { name: 'the same, as much scale as the window leaves', form: plainCells(n, gMin, gMax) },
  { name: 'the same at a quarter, no window', form: plainCells(n, 0, Infinity), options: { share: 0.25 } },
  { name: 'differential pairs', form: signedCells('differential pair', half, { gMin, gMax }) },
  {
    name: 'pairs, a scale for each output',
    form: signedCells('differential pair', half, { gMin, gMax }),
    options: { perOutput: true },
  },
  { name: 'reference column', form: signedCells('dummy column', n - 1, { gMin, gMax }) },
];

/** The largest relative error of a value inside the window, on one row, by single solutions of the circuit. */
function solvedError(wires: CrossbarArray, wanted: Float64Array, form: SignedCells, found: Predistortion): number {
  const row = Math.floor(n / 3);
  const drive = new Float64Array(n);
  drive[row] = 1;
  const { outputs } = solveOutputs({ ...wires, conductance: found.conductance }, drive);
  const cut = new Set(found.clipped);
  return form.combine(outputs).reduce((worst, siemens, j) => {
    const k = row * form.outputs + j;
    return cut.has(k) ? worst : Math.max(worst, Math.abs(siemens / (found.share[j]! * wanted[k]!) - 1));
  }, 0);
}

const heads = 'before, rescaled, after, inside, gain, kept scale, cut off, solved, rounds, s'.split(', ');
console.log(`| ${n}×${n} cells, 1 ohm | ${heads.join(' | ')} |`);
console.log(`|---${'|---'.repeat(heads.length)}|`);
for (const { name, form, options } of trials) {
  const wanted = form.high === Infinity ? wantedFor(plainCells(n, gMin, gMax)) : wantedFor(form);
  const columns = form.cells(wanted).length / n;
  const wires = crossbarArray(n, columns, new Float64Array(n * columns), { wordLine: 1, bitLine: 1 });
  const start = performance.now();
  const found = predistortedCells(wires, wanted, form, options);
  const seconds = (performance.now() - start) / 1000;
  const { before, after, share, clipped, rounds } = found;
  const [least, most] = [Math.min(...share), Math.max(...share)];
  const cells = [
    ...[name, before.asWritten.toFixed(3), before.rescaled.toFixed(3)],
    ...[after.all, after.inside].map(error => error.toExponential(1)),
    `${(before.asWritten / after.inside).toExponential(0)}×`,
    least === most ? least.toFixed(3) : `${least.toFixed(3)} to ${most.toFixed(3)}`,
    ...[String(clipped.length), solvedError(wires, wanted, form, found).toExponential(0)],
    ...[String(rounds), seconds.toFixed(1)],
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
