// A network trained elsewhere, on phase-change memory: does it still work after a year, and what does it cost?
// Run it: node node_modules/ohmweave/dist/examples/compile-your-own.js node_modules/ohmweave/examples
import { join } from 'node:path';
import {
  alignClasses,
  compile,
  estimate,
  lifetime,
  programCircuits,
  readHardware,
  readNetwork,
  readoutOf,
  readSeriesSet,
  validateTiles,
} from 'ohmweave';

const folder = join(process.argv[2] ?? 'examples', 'trained-elsewhere');
const network = readNetwork(join(folder, 'network.json'));
const unseen = alignClasses(readoutOf(network), readSeriesSet(join(folder, 'drift-or-step_TEST.ts.gz')));

// Half of the series train the readout on the hardware, the other half is the test.
const train = { ...unseen, series: unseen.series.filter((_, i) => i % 2 === 0) };
const test = { ...unseen, series: unseen.series.filter((_, i) => i % 2 === 1) };

// Smaller arrays than the preset's, so that ngspice is done in seconds.
const pcm = await readHardware('pcm-256');
const hardware = { ...pcm, name: 'pcm-64', array: { ...pcm.array, rows: 64, columns: 64 } };
const { program } = compile(network, hardware, { seed: 1 });

const year = 365.25 * 24 * 3600;
const { reference, points } = lifetime(program, test, { times: [0, year], train });
console.log(`${test.series.length} series, ${(100 * reference).toFixed(1)} % right in float64`);
for (const { time, compensation, readout, accuracy } of points)
  console.log(
    `${time === 0 ? 'new' : '1 year'}, ${compensation === 'none' ? 'not compensated' : 'compensated'}, ${readout} readout: ${(100 * accuracy).toFixed(1)} %`,
  );

for (const { peripherals, energy, latency } of estimate(program, test).presets)
  console.log(
    `${peripherals}: ${(1e9 * energy.total).toFixed(0)} nJ and ${(1e6 * latency.inference).toFixed(1)} µs per inference`,
  );

const [circuit] = programCircuits(program, year, 1);
for (const { name, status, worst } of await validateTiles([circuit!]))
  console.log(`${name} after a year: ngspice ${status} to ${worst.toExponential(1)}`);
