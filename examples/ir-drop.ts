// IR drop from mild to severe, as maps on one page: where the voltage goes in a 64 × 64 crossbar, and the current.
// Run it: node node_modules/ohmweave/dist/examples/ir-drop.js -o ir-drop.html
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import {
  arrayMaps,
  type CrossbarArray,
  crossbarArray,
  heat,
  page,
  randomStream,
  type Section,
  solveArray,
} from 'ohmweave';

const { values: options } = parseArgs({ options: { output: { type: 'string', short: 'o', default: 'ir-drop.html' } } });
const n = 64;
const seed = 1;
const volt = 0.2;
const volts = { word: new Float64Array(n).fill(volt), bit: new Float64Array(n) };

/** Conductances between two limits (S), and one resistance (ohm) for all segments. */
function drawn(low: number, high: number, ohm: number): CrossbarArray {
  const draw = randomStream(seed, 'conductance');
  const cells = Float64Array.from({ length: n * n }, (_, k) => low + (high - low) * draw.uniform(k));
  return crossbarArray(n, n, cells, { wordLine: ohm, bitLine: ohm });
}

/** The same with the cells of one row stuck at one conductance. */
function withStuckRow(array: CrossbarArray, row: number, siemens: number): CrossbarArray {
  const stuck = (g: number, k: number): number => (Math.floor(k / n) === row ? siemens : g);
  return { ...array, conductance: array.conductance.map(stuck) };
}

const low = '1 to 50\u00a0µS';
const arrays = [
  { name: 'Mild', cells: low, ohm: 1, array: drawn(1e-6, 50e-6, 1) },
  {
    name: 'Stuck row',
    cells: `${low}, row\u00a020 at 1\u00a0mS`,
    ohm: 1,
    array: withStuckRow(drawn(1e-6, 50e-6, 1), 20, 1e-3),
  },
  { name: 'Severe', cells: '1\u00a0µS to 1\u00a0mS', ohm: 10, array: drawn(1e-6, 1e-3, 10) },
].map(given => {
  const { array } = given;
  const solution = solveArray(array, volts);
  const lost = solution.wordVoltage.map((word, k) => 1 - (word - solution.bitVoltage[k]!) / volt);
  // Without wires every cell would have the whole voltage.
  const ideal = new Float64Array(n);
  array.conductance.forEach((g, k) => {
    ideal[k % n]! += g * volt;
  });
  const parts = heat(array, solution);
  return {
    ...given,
    worst: lost.indexOf(Math.max(...lost)),
    mostLost: Math.max(...lost),
    meanLost: lost.reduce((sum, share) => sum + share, 0) / lost.length,
    outputError: Math.max(...solution.outputs.map((amps, j) => Math.abs(amps / ideal[j]! - 1))),
    power: solution.power,
    wordCurrent: Math.max(...solution.wordCurrent),
    bitCurrent: Math.max(...solution.bitCurrent),
    inWires: (parts.wordLines + parts.bitLines) / parts.total,
    maps: arrayMaps(array, volts, solution),
  };
});

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 2 : 1)}\u00a0%`;
const milliamperes = (amps: number): string => `${(1e3 * amps).toFixed(2)}\u00a0mA`;
const remarks: Record<string, string> = {
  Mild: 'Loss grows with the distance from the drivers at the left and from the sense ends at the bottom.',
  'Stuck row':
    'The row starves itself, and what it still drives into the bit lines lifts them, which all other cells pay for.',
  Severe:
    'The wires decide. At the top left the bit lines are lifted nearly to the drivers, at the bottom right little is left ' +
    'of the drivers, and the current takes the corner between.',
};

const summary: Section = {
  heading: 'In numbers',
  lead: `All word lines are driven with ${volt} V from the left, all bit lines sensed at 0 V at the bottom.`,
  exhibits: [
    {
      caption: 'Losses are shares of the applied voltage, errors shares of the current without any wires.',
      table: {
        columns: [
          { name: 'Array' },
          { name: 'Cells' },
          { name: 'Segment', unit: 'Ω' },
          { name: 'Worst voltage loss', unit: '%' },
          { name: 'Mean voltage loss', unit: '%' },
          { name: 'Worst output error', unit: '%' },
          { name: 'Power', unit: 'W' },
          { name: 'Lost in wires', unit: '%' },
        ],
        rows: arrays.map(a => [a.name, a.cells, a.ohm, a.mostLost, a.meanLost, a.outputError, a.power, a.inWires]),
      },
    },
  ],
};

const details = arrays.map(({ maps, ...a }): Section => {
  const [across, , words, bits] = maps;
  const { cols } = a.array;
  return {
    heading: a.name,
    lead: `Cells of ${a.cells}, ${a.ohm} Ω from cell to cell. ${remarks[a.name]}`,
    exhibits: [
      {
        svg: across!,
        caption:
          `Cell (${Math.floor(a.worst / cols)}, ${a.worst % cols}) loses most: ${percent(a.mostLost)} of the voltage; the mean is ` +
          `${percent(a.meanLost)}. The worst output is off by ${percent(a.outputError)}.`,
      },
      {
        svg: words!,
        caption:
          `Up to ${milliamperes(a.wordCurrent)}. Of the ${(1e3 * a.power).toFixed(2)}\u00a0mW that the drivers supply, ` +
          `${percent(a.inWires)} is lost in the wires.`,
      },
      { svg: bits!, caption: `Each bit line gathers current on its way down, up to ${milliamperes(a.bitCurrent)}.` },
    ],
  };
});

const { version } = createRequire(import.meta.url)('ohmweave/package.json') as { readonly version: string };
const html = page({
  title: 'IR drop in a crossbar',
  subtitle: `${n} × ${n} cells with wires that hardly matter, matter in one row, and rule`,
  sections: [summary, ...details],
  provenance: {
    seed,
    versions: { ohmweave: version, node: process.versions.node },
    configuration: { word: `${volt} V`, arrays: arrays.map(({ name, cells, ohm }) => ({ name, cells, ohm })) },
  },
});
writeFileSync(options.output, html);
for (const { name, mostLost, outputError, inWires } of arrays)
  console.log(
    `${name}: up to ${percent(mostLost)} of the voltage lost, outputs off by up to ${percent(outputError)}, ` +
      `${percent(inWires)} of the power in the wires`,
  );
console.log(`wrote ${options.output}`);
