import { reject } from '../../../edge/error.js';
import { quantity } from '../../../report/svg/format.js';
import { lineChart } from '../../../report/svg/line.js';
import { tableText } from '../../../report/table.js';
import { chipArray, chipCells } from '../../../sim/device-array.js';
import { temperatureSweep } from '../../../sim/spice/temperature.js';
import { readQuantity } from '../../options.js';
import type { AnalyseFindings, AnalyseRequest } from './analyse.js';
import { currentsJson, deviceOf, firstInput, readsOptions } from './devices.js';

/** Columns of the table that is printed; the rest is in the JSON. */
const mostShown = 6;

/** K at which the resistances of an array file hold. */
const reference = 300;

/** The currents at several temperatures. */
export async function findTemperatures(request: AnalyseRequest): Promise<AnalyseFindings> {
  const { file, path, options } = request;
  const { array, law, wireTemperatureCoefficient: coefficient = 0 } = file;
  const made = await deviceOf(request);
  if (!made && coefficient === 0)
    reject(
      '--temperature',
      'found nothing that depends on it',
      `expected --device, or "wireTemperatureCoefficient" in ${path}`,
    );
  const kelvins: number[] = [];
  for (const text of options.temperature!.split(','))
    kelvins.push(await readQuantity(text.trim(), 'temperature', '--temperature'));
  const cells = made && chipCells({ array, device: made.device }, options.seed);
  const warm = {
    ...{ title: path, volts: firstInput(file, path), coefficient, reference },
    at: (kelvin: number) =>
      made && cells
        ? chipArray({ array, device: made.device }, cells, made.seconds, kelvin)
        : { array, ...(law && { law }) },
  };
  const found = await temperatureSweep(warm, kelvins, readsOptions(request));
  const shown = Math.min(array.cols, mostShown);
  const rest = array.cols > shown ? [`and ${array.cols - shown} more columns: --format json`] : [];
  const table = tableText({
    columns: [{ name: 'K' }, ...Array.from({ length: shown }, (_, j) => ({ name: `column ${j}` }))],
    rows: found.reads.map(({ spice }, k) => [
      `${kelvins[k]}`,
      ...[...spice.subarray(0, shown)].map(amps => quantity(amps, 'A', 6)),
    ]),
  });
  return {
    text: [table, ...rest].join('\n'),
    json: {
      analysis: 'temperature',
      device: made?.device.model ?? null,
      ageSeconds: made?.seconds ?? null,
      wireTemperatureCoefficient: coefficient,
      kelvin: kelvins,
      ...currentsJson(found.reads),
    },
    worst: found.worst,
    tolerance: 1e-6,
    netlist: found.netlist,
    plot: async () =>
      lineChart({
        title: 'Column currents over temperature',
        description: 'Currents of columns at the temperatures of the sweep, by ngspice.',
        x: { label: 'Temperature', values: kelvins, unit: 'K' },
        y: { label: 'Current', unit: 'A' },
        series: Array.from({ length: shown }, (_, j) => ({
          name: `column ${j}`,
          y: found.reads.map(({ spice }) => spice[j]!),
        })),
      }),
  };
}
