import { compactCells } from '../../../crossbar/cell-dynamics.js';
import { voltages } from '../../../crossbar/file/solve-file.js';
import type { CompactModel } from '../../../devices/compact/model.js';
import { compactModels } from '../../../devices/compact/table.js';
import { reject } from '../../../edge/error.js';
import { decimal, quantity } from '../../../report/svg/format.js';
import { lineChart } from '../../../report/svg/line.js';
import { tableText } from '../../../report/table.js';
import { SpicePool } from '../../../sim/spice/pool.js';
import { analysePulses, type CellRole, roleOf } from '../../../sim/spice/pulses.js';
import { readQuantity } from '../../options.js';
import type { AnalyseFindings, AnalyseOptions, AnalyseRequest } from './analyse.js';

const roles: readonly CellRole[] = ['selected', 'same word line', 'same bit line', 'unselected'];

/** What write pulses do to the cell they are meant for, and to all others. */
export async function findPulses({
  file,
  path,
  options,
  between,
  signal,
  timeoutSeconds,
}: AnalyseRequest): Promise<AnalyseFindings> {
  const { array, written } = file;
  if (!written) return reject(path, 'found no "write"', 'expected the cell, the volts and the scheme of the pulses');
  if (file.law)
    reject(`${path}: cells`, 'found cells that follow a law', 'expected none: --model says how cells conduct');
  const model = modelOf(options.model);
  const dynamics = compactCells(model);
  const pulses = { count: options.pulses!, ...(await timesOf(options)) };
  const states = dynamics.start(array.conductance);
  const pool = new SpicePool({ workers: 1 });
  const found = await analysePulses(
    pool,
    path,
    { array, model, states, pulses, volts: voltages(file, 0) },
    { between, signal, timeoutSeconds },
  ).finally(() => pool.close());
  const [before, ...after] = [found.before, ...found.spice].map(dynamics.conductances);
  const simulated = dynamics.conductances(found.simulated.at(-1)!);
  const end = after.at(-1)!;
  const cells = Array.from(end, (siemens, k) => {
    const cell = { row: Math.floor(k / array.cols), col: k % array.cols };
    return { ...cell, k, role: roleOf(cell, written), before: before![k]!, after: siemens, simulated: simulated[k]! };
  });
  const change = (cell: (typeof cells)[0]): number => cell.after / cell.before - 1;
  // Of each role the cell that changed most.
  const most = roles.flatMap(role => {
    const [worst] = cells.filter(cell => cell.role === role).sort((a, b) => Math.abs(change(b)) - Math.abs(change(a)));
    return worst ? [worst] : [];
  });
  const siemens = (value: number): string => quantity(value, 'S', 5);
  return {
    text: tableText({
      columns: ['changed most', 'cell', 'before', 'after, ngspice', 'after, simulator', 'change'].map(name => ({
        name,
      })),
      rows: most.map(cell => [
        cell.role,
        `[${cell.row}][${cell.col}]`,
        ...[cell.before, cell.after, cell.simulated].map(siemens),
        `${decimal(100 * change(cell), 3)} %`,
      ]),
    }),
    json: {
      analysis: 'pulses',
      model: model.name,
      pulses: pulses.count,
      ...{ widthSeconds: pulses.width, edgeSeconds: pulses.edge, gapSeconds: pulses.gap },
      cells: cells.map(({ row, col, k, role, before, after, simulated }) => ({
        ...{ row, column: col, role, beforeSiemens: before, afterSiemens: after, simulatedAfterSiemens: simulated },
        stateBefore: found.before[k * model.states.length]!,
        stateAfter: found.spice.at(-1)![k * model.states.length]!,
      })),
    },
    worst: found.worst,
    tolerance: 1e-3,
    netlist: found.netlist,
    plot: async () =>
      lineChart({
        title: `Conductance after pulses, ${model.name}`,
        description: 'Of each group of cells the one that changed most, after every pulse, by ngspice.',
        x: { label: 'Pulses', values: [0, ...after.map((_, k) => k + 1)], unit: '' },
        y: { label: 'Conductance', unit: 'S' },
        series: most.map(({ role, k }) => ({ name: role, y: [before!, ...after].map(all => all[k]!) })),
      }),
  };
}

function modelOf(name: string | undefined): CompactModel {
  const names = Object.keys(compactModels);
  if (name === undefined || !names.includes(name))
    return reject(
      '--model',
      name === undefined ? 'found none' : `found "${name}"`,
      `expected one of ${names.join(', ')}`,
    );
  return compactModels[name as keyof typeof compactModels].create();
}

async function timesOf({ width, edge, gap }: AnalyseOptions): Promise<{ width: number; edge: number; gap: number }> {
  if (width === undefined) return reject('--width', 'found none', 'expected the time of a pulse such as "100 ns"');
  const seconds = await readQuantity(width, 'time', '--width');
  return {
    width: seconds,
    edge: edge === undefined ? seconds / 20 : await readQuantity(edge, 'time', '--edge'),
    gap: gap === undefined ? seconds : await readQuantity(gap, 'time', '--gap', 'non-negative'),
  };
}
