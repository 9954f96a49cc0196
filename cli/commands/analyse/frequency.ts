import { voltages } from '../../../crossbar/file/solve-file.js';
import { reject } from '../../../edge/error.js';
import { quantity } from '../../../report/svg/format.js';
import { lineChart } from '../../../report/svg/line.js';
import { tableText } from '../../../report/table.js';
import { analyseFrequency } from '../../../sim/spice/frequency.js';
import { SpicePool } from '../../../sim/spice/pool.js';
import { finiteOrNull } from '../../output.js';
import type { AnalyseFindings, AnalyseRequest } from './analyse.js';

/** Curves that can be told apart in one drawing. */
const mostDrawn = 6;

/** The bandwidth of every column. */
export async function findBandwidths({
  file,
  path,
  options,
  between,
  signal,
  timeoutSeconds,
}: AnalyseRequest): Promise<AnalyseFindings> {
  const { array, law, capacitance, inputs } = file;
  const row = options.ac!;
  if (row >= array.rows) reject('--ac', `found row ${row}`, `expected a whole number from 0 to ${array.rows - 1}`);
  const bias =
    inputs.rows > 0 ? voltages(file, 0) : { word: new Float64Array(array.rows), bit: new Float64Array(array.cols) };
  const circuit = {
    ...{ title: path, array, bias, row },
    capacitance: capacitance ?? { word: 0, bit: 0, cell: 0 },
    ...(law && { law }),
  };
  const pool = new SpicePool({ workers: 1 });
  const found = await analyseFrequency(pool, circuit, { between, signal, timeoutSeconds }).finally(() => pool.close());
  const { hertz, columns } = found;
  const hz = (value: number): string => (Number.isNaN(value) ? 'none' : quantity(value, 'Hz', 6));
  return {
    text: tableText({
      columns: [{ name: '' }, { name: 'at rest' }, { name: 'bandwidth, ngspice' }, { name: 'simulator' }],
      rows: columns.map(({ still, bandwidth, simulatedBandwidth }, j) => [
        `column ${j}`,
        quantity(still, 'S', 6),
        hz(bandwidth),
        hz(simulatedBandwidth),
      ]),
    }),
    json: {
      analysis: 'ac',
      row,
      hertz: [...hertz],
      columns: columns.map(column => ({
        restSiemens: column.still,
        magnitudeSiemens: [...column.magnitude],
        phaseRadians: [...column.phase],
        bandwidthHertz: finiteOrNull(column.bandwidth),
        simulatedBandwidthHertz: finiteOrNull(column.simulatedBandwidth),
      })),
    },
    worst: found.worst,
    tolerance: 1e-6,
    netlist: found.netlist,
    plot: async () => {
      const count = Math.min(mostDrawn, columns.length);
      const drawn = Array.from({ length: count }, (_, k) =>
        Math.round((k * (columns.length - 1)) / Math.max(1, count - 1)),
      );
      return lineChart({
        title: `Transfer from row ${row}`,
        description: 'Magnitude of the small-signal transfer of columns over frequency, by ngspice.',
        x: { label: 'Frequency', values: hertz, unit: 'Hz', spacing: 'log' },
        y: { label: 'Part of the transfer at rest', unit: '', include: [0] },
        series: drawn
          .filter(j => columns[j]!.still > 0)
          .map(j => ({ name: `column ${j}`, y: columns[j]!.magnitude.map(value => value / columns[j]!.still) })),
        reference: { name: '−3 dB', y: Math.SQRT1_2 },
      });
    },
  };
}
