import { columnsOf } from '../../../compiler/plan.js';
import { type Program, tilesOf } from '../../../compiler/program-record.js';
import { ageLabel } from '../../../report/age.js';
import { plain, quantity } from '../../../report/svg/format.js';
import { type Table, tableText } from '../../../report/table.js';
import { countText } from '../../../report/words.js';
import type { Distribution } from '../../../sim/inspection/distribution.js';
import type { WeightErrors } from '../../../sim/inspection/errors.js';
import type { Inspection, ProductInspection, TileInspection } from '../../../sim/inspection/inspect.js';
import { weightParts } from '../../../sim/inspection/weights.js';
import { type Answer, finiteOrNull } from '../../output.js';

/** What has been found in a program; of one tile in more detail where it is named. */
export function inspectionAnswer(program: Program, found: Inspection, only?: string): Pick<Answer, 'text' | 'json'> {
  const { graph, hardware, seed } = program;
  const { time, stages, products, arrays } = found;
  const title = `${graph.name} on ${hardware.name}, chip seed ${seed}, ${ageLabel(time)}`;
  const worst = only === undefined ? undefined : worstCells(program, only);
  return {
    text: (worst
      ? [title, ...products.flatMap(product => [tileText(product, arrays), cellsText(worst)])]
      : [
          title,
          stagesText(stages),
          productsText(products),
          ...products.map(product => productText(product, arrays)),
          fillText(found, hardware.array),
        ]
    ).join('\n\n'),
    json: {
      ...{ network: graph.name, hardware: hardware.name, seed, timeSeconds: time, tile: only ?? null },
      stages: stages.map(stage => ({
        ...{ name: stage.name, per: stage.per, arrays: stage.macros.length, reads: stage.reads },
        ...{ dacConversions: stage.dacConversions, adcConversions: stage.adcConversions },
        digitalOperations: stage.digitalOperations,
      })),
      products: products.map(({ conductance, errors, clipped, tiles, ...product }) => ({
        ...product,
        clipped: clipped && { ...clipped },
        errors: errors ? errorsJson(errors) : null,
        conductance: {
          ...{ fromSiemens: conductance.from, toSiemens: conductance.to },
          ...{ target: conductance.target, programmed: conductance.programmed },
        },
        tiles: tiles.map(({ errors: own, scale, adcFullScale, repair, ...tile }) => ({
          ...tile,
          ...{ leastSiemensPerWeight: scale[0], mostSiemensPerWeight: scale[1], adcFullScaleAmperes: adcFullScale },
          errors: errorsJson(own),
          repair: repair && errorsJson({ ...repair }),
        })),
      })),
      arrays: arrays.map(array => ({ ...array })),
      worstCells: worst?.map(({ row, column, target, programmed }) => ({
        ...{ row, column, targetSiemens: target, programmedSiemens: programmed },
      })),
    },
  };
}

const errorsJson = (errors: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(errors).map(([part, value]) => [part, finiteOrNull(value)]));

/** Errors below this share are rounding of the arithmetic. */
const leastError = 1e-12;

/** In per cent; nothing was wanted where it is infinite. */
const share = (value: number): string =>
  Number.isFinite(value) ? `${plain(value < leastError ? 0 : 100 * value)} %` : '–';
const errorHeads = [...weightParts.map(name => ({ name })), { name: 'all' }];
const errorCells = (errors: WeightErrors): string[] =>
  [...weightParts, 'total' as const].map(part => share(errors[part]));

function stagesText(stages: Inspection['stages']): string {
  const heads = ['stage', 'per', 'arrays', 'reads', 'DAC conversions', 'ADC conversions', 'digital operations'];
  return tableText({
    columns: heads.map(name => ({ name })),
    rows: stages.map(({ name, per, macros, reads, dacConversions, adcConversions, digitalOperations }) => [
      ...[name, per, macros.length, reads, dacConversions, adcConversions, digitalOperations],
    ]),
  });
}

function productsText(products: readonly ProductInspection[]): string {
  const heads = ['product', 'inputs', 'outputs', 'rows per weight', 'columns per output', 'bias rows', 'tiles'];
  return [
    tableText({
      columns: heads.map(name => ({ name })),
      rows: products.map(({ name, inputs, outputs, copies, outputCopies, slices, biasRows, tiles }) => [
        ...[name, inputs, outputs, copies, outputCopies * slices, biasRows, tiles.length],
      ]),
    }),
    'RMS error of weights over their RMS, each part as it changes them, and all together:',
    tableText({
      columns: [{ name: 'product' }, { name: 'cutting' }, ...errorHeads, { name: 'clipped weights' }],
      rows: products.map(({ name, errors, clipped }) => [
        ...[
          name,
          share(errors!.cutting),
          ...errorCells(errors!),
          clipped ? `${clipped.count} to ±${plain(clipped.limit)}` : '0',
        ],
      ]),
    }),
  ].join('\n\n');
}

/** The histogram of a product, and its tiles. */
function productText({ name, conductance, tiles }: ProductInspection, arrays: Inspection['arrays']): string {
  return [`${name}`, histogramText(conductance), tilesText(tiles, arrays), ...repairsText(tiles)].join('\n\n');
}

/** What was done for stuck devices, tile by tile; nothing where nothing was. */
function repairsText(tiles: readonly TileInspection[]): string[] {
  if (!tiles.some(({ repair }) => repair)) return [];
  const heads = ['tile', 'rows moved', 'outputs moved', 'of them to spare places'];
  const errors = ['as mapped', 'with partners', 'with rows moved', 'with outputs moved'];
  return [
    'Lines moved for stuck devices, and the RMS error of outputs by these over their RMS after each step:',
    tableText({
      columns: [...heads, ...errors].map(name => ({ name })),
      rows: tiles.flatMap(({ name, repair }) => {
        if (!repair) return [];
        const { movedRows, movedOutputs, spareOutputs, accepted, partners, rows, outputs } = repair;
        return [[name, movedRows, movedOutputs, spareOutputs, ...[accepted, partners, rows, outputs].map(share)]];
      }),
    }),
  ];
}

function tilesText(tiles: readonly TileInspection[], arrays: Inspection['arrays']): string {
  const used = new Map(arrays.map(one => [one.array, one.used]));
  const columns: Table['columns'] = [
    ...['tile', 'rows × outputs', 'array', 'of it used', 'at row, column'].map(name => ({ name })),
    ...[{ name: 'S per weight' }, { name: 'stuck, given up' }, ...errorHeads],
  ];
  return tableText({
    columns,
    rows: tiles.map(tile => [
      ...[tile.name, `${tile.rows}×${tile.outputs}`, `${tile.array}`, share(used.get(tile.array)!)],
      ...[
        `${tile.firstRow}, ${tile.firstColumn}`,
        scaleText(tile.scale),
        `${tile.stuckLow + tile.stuckHigh}, ${tile.failed}`,
        ...errorCells(tile.errors),
      ],
    ]),
  });
}

const scaleText = ([least, most]: readonly [number, number]): string =>
  least === most ? quantity(least, 'S') : `${quantity(least, 'S')} to ${quantity(most, 'S')}`;

const barLength = 24;

/** Two bars for each bin, as long as the most frequent of all is full. */
function histogramText({ from, to, target, programmed }: Distribution): string {
  const most = Math.max(...target, ...programmed);
  const width = (to - from) / target.length;
  const bar = (count: number): string => '█'.repeat(Math.ceil((barLength * count) / most));
  return tableText({
    columns: ['conductance from', 'target', '', 'programmed', ''].map(name => ({ name })),
    rows: target.map((count, k) => {
      const other = programmed[k]!;
      return [quantity(from + k * width, 'S'), count, bar(count), other, bar(other)];
    }),
  });
}

function fillText({ arrays }: Inspection, { rows, columns }: Program['hardware']['array']): string {
  const used = arrays.map(array => array.used);
  const mean = used.reduce((sum, own) => sum + own, 0) / (used.length || 1);
  const span = `least ${share(Math.min(...used))}, most ${share(Math.max(...used))}, mean ${share(mean)}`;
  return `${countText(arrays.length, 'array')} of ${rows}×${columns}${used.length > 0 ? `; cells used: ${span}` : ''}`;
}

function tileText({ tiles, conductance }: ProductInspection, arrays: Inspection['arrays']): string {
  const [tile] = tiles;
  const { name, rows, bitLines, outputs, array, firstRow, firstColumn, adcFullScale } = tile!;
  return [
    `${name}: ${countText(rows, 'word line')} × ${countText(bitLines, 'bit line')} for ${countText(outputs, 'output')}, in array ${array} from row ${firstRow}, column ${firstColumn} on; full scale of its ADCs ${quantity(adcFullScale, 'A')}`,
    tilesText(tiles, arrays),
    ...repairsText(tiles),
    histogramText(conductance),
  ].join('\n\n');
}

interface WorstCell {
  readonly row: number;
  readonly column: number;
  readonly target: number;
  readonly programmed: number;
}

const named = 5;

/** The cells of a tile that miss their targets by the most. */
function worstCells(program: Program, name: string): readonly WorstCell[] {
  const { tile } = tilesOf(program).find(one => one.tile.name === name)!;
  const { target, programmed } = tile.cells;
  const columns = columnsOf(tile);
  const missed = (k: number): number => Math.abs(programmed[k]! - target[k]!);
  return Array.from(target.keys())
    .sort((a, b) => missed(b) - missed(a))
    .slice(0, named)
    .map(k => ({
      ...{ row: Math.floor(k / columns), column: k % columns },
      ...{ target: target[k]!, programmed: programmed[k]! },
    }));
}

const cellsText = (cells: readonly WorstCell[]): string =>
  tableText({
    columns: [{ name: 'furthest from its target' }, { name: 'target', unit: 'S' }, { name: 'programmed', unit: 'S' }],
    rows: cells.map(({ row, column, target, programmed }) => [`row ${row}, column ${column}`, target, programmed]),
  });
