// `node dist/bench/spiking-circuits.js [--figures FOLDER] [CASE…]`: spiking networks that others published, as circuits in ngspice and
// in the simulator. Cases, lif lif-pcm ecg ecg-pcm by default: the LIF graph of the NIR paper, 1000 steps; eight of the 36
// balanced resonators for ECG under 200 steps of a record, the spikes of the others given; on flawless devices and wires, or with
// -pcm on pcm-256; ecg-all and ecg-all-pcm are all 36. Prints spikes, what differs and how near the thresholds that is, and the time of
// ngspice (CPU and wall). OHMWEAVE_DATA names the folder with nir/ and ecg-qtdb/.

import { join } from 'node:path';
import { ideal } from '../compiler/presets/ideal.js';
import { pcm256 } from '../compiler/presets/pcm-256.js';
import { writeWhole } from '../edge/files.js';
import { circuitMembraneFigure } from '../report/circuit-membrane-figure.js';
import { tableText } from '../report/table.js';
import { membraneTolerance, neuronRun, neuronVerdict, type RasterComparison } from '../sim/spice/neurons.js';
import { SpicePool } from '../sim/spice/pool.js';
import { ecgJob, lifJob } from './spiking-cases.js';

const words = process.argv.slice(2);
const at = words.indexOf('--figures');
const [, folder] = at < 0 ? [] : words.splice(at, 2);
const cases = words.length > 0 ? words : ['lif', 'lif-pcm', 'ecg', 'ecg-pcm'];
const data = process.env.OHMWEAVE_DATA ?? '.';

const parting = ({ differing, parting }: RasterComparison): string =>
  parting
    ? `${differing}, from step ${parting.step} on, ${(100 * parting.margin).toPrecision(2)} % from the threshold`
    : `${differing}`;

const rows: (string | number)[][] = [];
for (const name of cases) {
  const base = name.endsWith('-pcm') ? pcm256 : ideal;
  const job = name.startsWith('lif')
    ? await lifJob(join(data, 'nir/01_lif/lif_norse.nir'), base)
    : await ecgJob(join(data, 'ecg-qtdb'), { record: 0, steps: 200, units: name.includes('all') ? 36 : 8 }, base);
  const pool = new SpicePool({ workers: 1 });
  const before = process.cpuUsage();
  const run = await neuronRun(pool, job, { timeoutSeconds: 3600 });
  const { user, system } = process.cpuUsage(before);
  await pool.close();
  const { status, worst, spikes, spice, reference, near, nearest, largest, cells, reduced, seconds, message } =
    neuronVerdict(name, run);
  rows.push([
    ...[name, `${cells}${reduced ? ', reduced' : ''}`, message ?? status, worst, spikes, spice ? parting(spice) : '–'],
    ...[reference ? parting(reference) : '–', near, nearest, largest, (user + system) / 1e6, seconds],
  ]);
  const fired = [...run.simulated.trace.outputs.keys()].filter(step => run.spice?.outputs[step] === 1);
  if (name.startsWith('lif')) console.log(`${name}: spikes in ngspice at steps ${fired.join(', ')}`);
  if (folder !== undefined)
    writeWhole(join(folder, `spiking-${name}.svg`), circuitMembraneFigure(run, 0, `A neuron as a circuit: ${name}`));
}
const column = (name: string, unit?: string) => ({ name, ...(unit && { unit }) });
const columns = [
  ...['case', 'cells', 'ngspice', 'worst membrane', 'spikes', 'decisions other than the simulator'].map(c => column(c)),
  ...[column('reference other than the simulator'), column(`within ${100 * membraneTolerance} %`), column('nearest')],
  ...[column('largest membrane', 'V'), column('CPU', 's'), column('wall', 's')],
];
console.log(tableText({ columns, rows }));
