import type { Command } from 'commander';
import { choiceOf, peripheralsNamed } from '../../compiler/cost/peripherals.js';
import type { FillReport } from '../../compiler/placement/fill.js';
import type { Floorplan } from '../../compiler/placement/floorplan.js';
import type { MacroArea } from '../../compiler/placement/macro-area.js';
import type { Program } from '../../compiler/program-record.js';
import { writeWhole } from '../../edge/files.js';
import { quantity } from '../../report/svg/format.js';
import { countText } from '../../report/words.js';
import { answering, describe } from '../command.js';
import { fileToWrite, requireUnread } from '../options.js';
import type { Answer } from '../output.js';
import { version } from '../version.js';

interface Options {
  readonly output?: string;
  readonly preset?: string;
}

/** Rows of the table of arrays; the JSON has them all. */
const mostArrays = 40;

export function floorplanCommand(): Command {
  const command = describe(
    'floorplan',
    'Where the weights stand: how full each array is, adder trees, the arrays on a grid and the wires between them.',
    'ohmweave floorplan net.owp -o floor.svg',
  )
    .argument('<program>', 'compiled network (.owp)')
    .option('-o, --output <file>', 'a picture', fileToWrite('.svg'))
    .option(
      '--preset <name>',
      "peripherals whose areas set the pitch, built-in ones or the program's own; default: its first",
    );
  return answering<Options>(command, async (context, { output, preset }, [file]) => {
    requireUnread({ '<program>': file }, { '--output': output });
    const { readProgram } = await import('../../compiler/program-file.js');
    const { fillReport } = await import('../../compiler/placement/fill.js');
    const { floorplan } = await import('../../compiler/placement/floorplan.js');
    const { macroArea } = await import('../../compiler/placement/macro-area.js');
    const program = readProgram(file!);
    const { graph, hardware } = program;
    const peripherals = peripheralsNamed(choiceOf(hardware.peripherals, preset));
    const found: Found = {
      fill: fillReport(program),
      plan: floorplan(program),
      area: macroArea(hardware, peripherals),
      preset: peripherals.name,
    };
    if (output !== undefined) {
      const { floorplanFigure } = await import('../../report/floorplan-figure.js');
      const { rows, columns } = hardware.array;
      const title = `${graph.name} on ${hardware.name}: ${countText(found.fill.arrays.length, 'array')} of ${rows}×${columns}`;
      writeWhole(output, floorplanFigure({ title, rows, columns, ...found }));
      context.wrote(output);
    }
    return floorplanAnswer(found, program, file!, output);
  });
}

interface Found {
  readonly fill: FillReport;
  readonly plan: Floorplan;
  readonly area: MacroArea;
  readonly preset: string;
}

async function floorplanAnswer(
  { fill, plan, area, preset }: Found,
  { graph, hardware }: Program,
  file: string,
  output: string | undefined,
): Promise<Answer> {
  const { tableText } = await import('../../report/table.js');
  const { rows, columns } = hardware.array;
  const packing = hardware.placement?.packing ?? 'none';
  const pitch = Math.sqrt(area.total);
  const heads = (...names: string[]) => names.map(name => ({ name, ...(name === 'fill' && { unit: '%' }) }));
  const products = tableText({
    columns: heads('product', 'tiles', 'sets', 'cells', 'parts per output', 'adder levels', 'bits of sums'),
    rows: fill.products.map(({ product, tiles, sets, cells, adders }) => [
      ...[product, tiles, sets, cells],
      ...[adders.parts, adders.depth, adders.bits],
    ]),
  });
  const arrays = tableText({
    columns: heads('array', 'at', 'holds', 'fill'),
    rows: fill.arrays.slice(0, mostArrays).map(({ array, blocks, fill: share }) => {
      const { x, y } = plan.slots[array]!;
      return [
        String(array),
        `${x}, ${y}`,
        blocks.map(block => `${block.tile} ${block.rows}×${block.columns}`).join(', '),
        share,
      ];
    }),
  });
  const rest = fill.arrays.length - mostArrays;
  const saved = fill.unpacked > fill.arrays.length ? `, ${fill.unpacked} with a tile in each` : '';
  return {
    text: [
      `${graph.name} on ${hardware.name}, packing "${packing}"`,
      products,
      arrays + (rest > 0 ? `\n… and ${rest} more` : ''),
      [
        `${countText(fill.arrays.length, 'array')} of ${rows}×${columns}${saved}; ${quantity(fill.fill, '%')} of their cells hold a weight`,
        `on a grid of ${plan.columns}×${plan.rows}; wires of ${countText(plan.wireLength, 'pitch', 'pitches')}, ${quantity(plan.wireLength * pitch, 'm')} with the ${quantity(pitch, 'm')} of ${preset}`,
        ...(output === undefined ? [] : [`wrote ${output}`]),
      ].join('\n'),
    ].join('\n\n'),
    json: {
      command: 'floorplan',
      version,
      program: file,
      ...{ network: graph.name, hardware: hardware.name, preset, packing },
      ...{ arrayRows: rows, arrayColumns: columns, fill: fill.fill, arraysUnpacked: fill.unpacked },
      products: fill.products.map(({ product, tiles, sets, cells, adders }) => ({
        ...{ name: product, tiles, sets, cells },
        adders: { parts: adders.parts, depth: adders.depth, bits: adders.bits },
      })),
      arrays: fill.arrays.map(({ array, blocks, fill: share }) => ({
        ...{ array, x: plan.slots[array]!.x, y: plan.slots[array]!.y, fill: share },
        blocks: blocks.map(block => ({ ...block })),
      })),
      grid: { columns: plan.columns, rows: plan.rows, pitchMetres: pitch },
      stages: plan.stages.map(({ name, at, toAdders, onward }) => ({ name, x: at.x, y: at.y, toAdders, onward })),
      ...{ wirePitches: plan.wireLength, wireMetres: plan.wireLength * pitch },
      macroSquareMetres: { ...area },
      output: output ?? null,
    },
  };
}
