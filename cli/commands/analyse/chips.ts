import { reject } from '../../../edge/error.js';
import { quantity } from '../../../report/svg/format.js';
import { histogram } from '../../../report/svg/histogram.js';
import { tableText } from '../../../report/table.js';
import { type Distribution, monteCarlo } from '../../../sim/spice/monte-carlo.js';
import type { AnalyseFindings, AnalyseRequest } from './analyse.js';
import { currentsJson, deviceOf, firstInput, readsOptions } from './devices.js';

/** The currents of many chips. */
export async function findChips(request: AnalyseRequest): Promise<AnalyseFindings> {
  const { file, path, options } = request;
  const made = await deviceOf(request);
  if (!made) return reject('--monte-carlo', 'found no --device', 'expected one: chips differ in their devices');
  const { device, seconds } = made;
  const seeds = Array.from({ length: options.monteCarlo! }, (_, k) => options.seed + k);
  const read = { title: path, volts: firstInput(file, path), seconds, kelvin: 300 };
  const found = await monteCarlo({ array: file.array, device }, seeds, read, readsOptions(request));
  const amps = (value: number): string => quantity(value, 'A', 5);
  const json = (all: Distribution) => ({
    meanAmperes: all.mean,
    deviationAmperes: all.deviation,
    p5Amperes: all.p5,
    medianAmperes: all.median,
    p95Amperes: all.p95,
  });
  const means = found.columns.map(({ spice }) => Math.abs(spice.mean));
  const strongest = means.indexOf(Math.max(...means));
  return {
    text: tableText({
      columns: ['', 'mean', 'deviation', '5 %', 'median', '95 %', 'deviation, simulator'].map(name => ({ name })),
      rows: found.columns.map(({ spice, simulated }, j) => [
        `column ${j}`,
        ...[spice.mean, spice.deviation, spice.p5, spice.median, spice.p95, simulated.deviation].map(amps),
      ]),
    }),
    json: {
      analysis: 'monte-carlo',
      device: device.model,
      ageSeconds: seconds,
      seeds: [...seeds],
      ...currentsJson(found.chips),
      columns: found.columns.map(({ spice, simulated }) => ({ ngspice: json(spice), simulated: json(simulated) })),
    },
    worst: found.worst,
    tolerance: 1e-6,
    netlist: found.netlist,
    plot: async () =>
      histogram({
        title: `Current of column ${strongest}`,
        description: `The current of column ${strongest} over ${seeds.length} chips, by ngspice.`,
        ...{ label: 'Current', unit: 'A', counted: 'Chips' },
        sets: [{ name: 'ngspice', values: found.chips.map(({ spice }) => spice[strongest]!) }],
      }),
  };
}
