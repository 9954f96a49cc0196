import { columnsOf, type MvmPlan, type PlacedTile, rowsOf } from '../../compiler/plan.js';
import { arrayCount, type Program } from '../../compiler/program-record.js';
import { memristorOf, mvmNodes } from '../../models/graph.js';
import { ageClause } from '../age.js';
import type { ReportInput } from '../input.js';
import type { Section } from '../page.js';
import { accuracyGrid, accuracyText, bestAt, remedyName } from '../remedies.js';
import { plain } from '../svg/format.js';
import type { Table } from '../table.js';
import { counted, percent, rangeText } from '../words.js';
import { agreementText } from './spice.js';

/** What was compiled, and the figures one would quote. */
export function summarySection(input: ReportInput): Section {
  return {
    heading: 'Summary',
    lead: `${networkText(input.program)} ${resultText(input)}`,
    exhibits: [
      { table: keyFigures(input), caption: 'Key figures.' },
      { table: layerTable(input.program), caption: 'The matrix products and where they stand.' },
    ],
  };
}

function networkText(program: Program): string {
  const { graph, hardware } = program;
  const units = graph.nodes.reduce((sum, node) => sum + (memristorOf(node) ? node.width : 0), 0);
  const parts = [
    counted(graph.input.channels, 'input channel'),
    counted(mvmNodes(graph).length, 'matrix product'),
    ...(units > 0 ? [counted(units, 'memristive unit')] : []),
    counted(graph.classes.length, 'class', 'classes'),
  ];
  const { rows, columns } = hardware.array;
  return `${graph.name} (${parts.join(', ')}) on ${counted(arrayCount(program), 'array')} of ${rows} × ${columns} cells, hardware ${hardware.name}.`;
}

/** The outcome in one sentence, from the figures at hand. */
function resultText({ chips, cost, dataName }: ReportInput): string {
  const price = `One inference takes ${rangeText(cost.presets, ({ energy }) => energy.total, 'J')}.`;
  if (!chips) return `Its accuracy on the hardware was not measured for this report. ${price}`;
  const { ages } = accuracyGrid(chips);
  const last = bestAt(chips, ages.length - 1);
  const data = dataName ? ` of ${dataName}` : '';
  return (
    `The float reference classifies ${percent(chips.reference)}${data} correctly; the hardware, with the best ` +
    `remedy at each age, ${accuracyText(bestAt(chips, 0))} ${ageClause(ages[0]!)}` +
    `${ages.length > 1 ? ` and ${accuracyText(last)} ${ageClause(last.time)}` : ''}. ${price}`
  );
}

/** Figure, value, and what it was found with. */
function keyFigures({ program, chips, cost, verdicts, dataName }: ReportInput): Table {
  const { presets } = cost;
  const source = presets.length > 1 ? `range over ${presets.length} presets` : presets[0]!.peripherals;
  const accuracy = (): string[][] => {
    if (!chips) return [['Accuracy', 'not measured', '']];
    const { ages } = accuracyGrid(chips);
    const shown = [...new Set([0, ages.length - 1])];
    return [
      ['Accuracy of the float reference', percent(chips.reference), dataName ?? ''],
      ...shown.map(i => {
        const best = bestAt(chips, i);
        return [`Accuracy ${ageClause(best.time)}`, accuracyText(best), remedyName(best)];
      }),
      ['Chips', plain(chips.seeds.length), `seed ${chips.seeds.join(', ')}`],
    ];
  };
  const rows = [
    ...accuracy(),
    ['Energy per inference', rangeText(presets, ({ energy }) => energy.total, 'J'), source],
    ['Latency per inference', rangeText(presets, ({ latency }) => latency.inference, 's'), source],
    ['Area', rangeText(presets, ({ area }) => area.total, 'm²'), source],
    ['SPICE agreement', verdicts?.length ? agreementText(verdicts) : 'not run', verdicts?.length ? 'ngspice' : ''],
    ['Hardware', program.hardware.name, `devices: ${program.hardware.device.model}`],
  ];
  return { columns: [{ name: 'Figure' }, { name: 'Value' }, { name: 'With' }], rows };
}

/** One row per matrix product; one that stands on no array is computed in digital logic. */
function layerTable({ graph, plans }: Program): Table {
  const rows = mvmNodes(graph).map(node => {
    const plan = plans.find(({ name }) => name === node.name);
    const placed = plan ? [plan.copies, plan.outputCopies, plan.tiles.length, devices(plan)] : [0, 0, 0, 0];
    return [node.name + (plan ? '' : ' (digital logic)'), node.weights.cols, node.weights.rows, ...placed];
  });
  const columns = ['Matrix product', 'Inputs', 'Outputs', 'Row copies', 'Column copies', 'Arrays', 'Devices'];
  return { columns: columns.map(name => ({ name })), rows };
}

const devices = (plan: MvmPlan<PlacedTile>): number =>
  plan.tiles.reduce((sum, tile) => sum + rowsOf(tile) * columnsOf(tile), 0);
