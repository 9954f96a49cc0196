import type { Signs } from '../hardware.js';
import { columnsOf, outputsOf, rowsOf, type Tile } from '../plan.js';
import { arrayCount, type Program } from '../program-record.js';
import type { Stage } from '../schedule.js';
import { conversionsOf, outputsThatFit, signsOf } from '../signs.js';
import type { ArrayReads } from './array-reads.js';
import { bare, count, type Figure, found, named, product, setting, sum } from './figure.js';

/** What the schedule and the placement count, as figures: everything that a preset's constants are multiplied by. */
export interface Counts {
  /** Mean time steps of a series. */
  readonly steps: Figure;
  /** Of an inference. */
  readonly adcConversions: Figure;
  readonly dacConversions: Figure;
  readonly digitalOperations: Figure;
  readonly bufferBits: Figure;
  /** J that charges integrators and neurons. */
  readonly charge: Figure;
  /** Columns that are sensed, over all reads, and cells whose share of a line is charged. */
  readonly sensed: Figure;
  readonly charged: Figure;
  /** Instances on the chip. */
  readonly cells: Figure;
  readonly adcs: Figure;
  readonly dacs: Figure;
  readonly senses: Figure;
  readonly drivers: Figure;
  readonly lanes: Figure;
  readonly storedBits: Figure;
  readonly volatileDevices: Figure;
}

/** Counts of one inference of `steps` time steps; `pulsed` has the share of rows that spikes drive, by product. */
export function countsOf(
  program: Program,
  steps: Figure,
  reads: readonly ArrayReads[],
  pulsed: ReadonlyMap<string, number>,
): Counts {
  const { hardware, schedule } = program;
  const { stages } = schedule;
  const perInference = (name: string, of: (stage: Stage) => Figure): Figure => {
    const terms = stages
      .map(stage => ({ stage, figure: of(stage) }))
      .filter(({ figure }) => figure.value > 0)
      .map(({ stage, figure }) => (stage.per === 'step' ? product(steps, figure) : figure));
    return named(name, '', terms.length > 0 ? sum(...terms) : bare(0));
  };
  const counted = (part: string, key: Countable, what: string): Figure =>
    perInference(part, stage => count(`${part}(${stage.name})`, stage[key] ?? 0, `schedule: ${what}`));

  const products = byProduct(reads);
  const lines = (name: string, of: (reads: readonly ArrayReads[]) => Figure): Figure => {
    const terms = products.map(own => timesRead(own[0]!, steps, of(own)));
    return named(name, '', terms.length > 0 ? sum(...terms) : bare(0));
  };
  const arrayRows = setting('array.rows', hardware.array.rows, '', 'hardware file');
  const arrayColumns = setting('array.columns', hardware.array.columns, '', 'hardware file');
  const sensed = (own: readonly ArrayReads[]): Figure => (own[0]!.side === 'forward' ? bitLines(own) : wordLines(own));
  const charged = (own: readonly ArrayReads[]): Figure => {
    const { side, product: name } = own[0]!;
    if (side === 'backward') return product(bitLines(own), arrayRows);
    const share = pulsed.get(name);
    if (share === undefined) return product(wordLines(own), arrayColumns);
    return product(found(`spikes(${name})`, share, '', 'share of rows on which a spike arrives'), wordLines(own), arrayColumns); // biome-ignore format: one thing
  };

  const macros = arrayCount(program);
  const turned = new Set(reads.filter(({ side }) => side === 'backward').map(({ tile }) => tile.macro)).size;
  const arrays = count('arrays', macros, 'placement: physical arrays');
  // Arrays that are read from both sides have drivers, converters and sense amplifiers at both.
  const both = count('arrays.bothSides', turned, 'placement: arrays that are read from both sides');
  const { rows, columns } = hardware.array;
  const shared = hardware.adc.shared;
  const signs = signsOf(hardware);
  const conversionsAtOnce = conversionsOf(signs, outputsThatFit(signs, columns));
  const perArray = count(
    'adcs.perArray',
    Math.ceil(conversionsAtOnce / shared),
    `${conversionsAtOnce} ${convertedWords[signs]}, adc.shared = ${shared} of them to an ADC`,
  );
  const perSide = count(
    'adcs.perSide',
    Math.ceil(rows / shared),
    `${rows} word lines, adc.shared = ${shared} of them to an ADC`,
  );
  const atBoth = (own: Figure, other: Figure): Figure => (turned > 0 ? sum(own, product(both, other)) : own);
  const volatileDevices = count(
    'memristors.devices',
    stages.reduce((total, stage) => total + stage.volatileDevices, 0),
    'schedule: volatile devices',
  );
  const rowDacs = product(arrays, arrayRows);
  const dacs = turned > 0 ? sum(rowDacs, product(both, bare(columns / 2))) : rowDacs;
  return {
    steps,
    adcConversions: perInference('adc.conversions', stage => conversions(stage, program)),
    dacConversions: counted('dac.conversions', 'dacConversions', 'inputs converted, over all tiles and reads'),
    digitalOperations: counted('digital.operations', 'digitalOperations', 'additions, multiplications and look-ups'),
    bufferBits: counted('buffers.bits', 'bufferBits', 'bits written and read'),
    charge: chargeOf(stages, steps),
    sensed: lines('sense.columns', sensed),
    charged: lines('drivers.cells', charged),
    cells: named('cells', '', product(arrays, arrayRows, arrayColumns)),
    adcs: named('adcs', '', atBoth(product(arrays, perArray), perSide)),
    dacs: named('dacs', '', volatileDevices.value > 0 ? sum(dacs, volatileDevices) : dacs),
    senses: named('senses', '', atBoth(product(arrays, arrayColumns), arrayRows)),
    drivers: named('rowDrivers', '', atBoth(product(arrays, arrayRows), arrayColumns)),
    lanes: named('lanes', '', product(arrays, perArray)),
    storedBits: named(
      'buffers.stored',
      '',
      sum(...stages.map(stage => count(`buffers.stored(${stage.name})`, stage.storedBits, 'schedule: bits held'))),
    ),
    volatileDevices,
  };
}

type Countable = 'dacConversions' | 'digitalOperations' | 'bufferBits';

/** Reads of the tiles of one product in one direction each. */
export function byProduct(reads: readonly ArrayReads[]): ArrayReads[][] {
  const names = [...new Set(reads.map(readName))];
  return names.map(name => reads.filter(read => readName(read) === name));
}

export const readName = ({ product, side }: ArrayReads): string =>
  side === 'forward' ? product : `${product} backwards`;

/** What a read takes, times the reads of an inference. */
export function timesRead(read: ArrayReads, steps: Figure, figure: Figure): Figure {
  const each = count(
    `arrayReads(${readName(read)})`,
    read.each,
    `schedule: reads of each array in a ${read.per === 'step' ? 'time step' : 'series'}`,
  );
  return read.per === 'step' ? product(steps, each, figure) : product(each, figure);
}

const bitLines = (own: readonly ArrayReads[]): Figure =>
  count(
    `columns(${readName(own[0]!)})`,
    own.reduce((total, { tile }) => total + columnsOf(tile), 0),
    `placement: bit lines of its ${own.length} tiles`,
  );

const wordLines = (own: readonly ArrayReads[]): Figure =>
  count(
    `rows(${readName(own[0]!)})`,
    own.reduce((total, { tile }) => total + rowsOf(tile), 0),
    `placement: word lines of its ${own.length} tiles`,
  );

/**
 * Conversions of a stage: reads × column pairs over its tiles where it is the product of a plan, and as the schedule counts
 * them where they come about in another way (rounds, circuits, reads from the other side).
 */
function conversions(stage: Stage, program: Program): Figure {
  const { name, adcConversions, reads, volatileDevices } = stage;
  const key = `adc.conversions(${name})`;
  const tiles = program.plans.find(plan => plan.name === name)?.tiles ?? [];
  const pairs = pairsOf(name, tiles, signsOf(program.hardware));
  if (pairs === undefined || adcConversions !== reads * pairs.value + volatileDevices)
    return count(key, adcConversions, 'schedule: currents converted, over all tiles and reads');
  const product_ = product(count(`reads(${name})`, reads, 'schedule: reads of an array for one product'), pairs);
  const states = count(`states(${name})`, volatileDevices, 'schedule: states of volatile devices that are read');
  return named(key, '', volatileDevices > 0 ? sum(product_, states) : product_);
}

/** What one conversion of a forward read is of. */
const convertedWords: Readonly<Record<Signs, string>> = {
  'differential pair': 'column pairs',
  'dummy column': 'columns, less the dummy',
  'offset column': 'columns with the reference',
};

/** Tiles × what is converted of each, for each width that tiles have. */
function pairsOf(name: string, tiles: readonly Tile[], signs: Signs): Figure | undefined {
  const words = convertedWords[signs];
  const converted = (tile: Tile): number => conversionsOf(signs, outputsOf(tile));
  const widths = [...new Set(tiles.map(converted))];
  const terms = widths.map(width => {
    const alike = tiles.filter(tile => converted(tile) === width).length;
    return product(
      count(`tiles(${name}, ${width})`, alike, `placement: tiles of ${width} ${words}`),
      count(`converted(${name}, ${width})`, width, `placement: ${words} of each, one conversion for each`),
    );
  });
  return terms.length > 0 ? named(`converted(${name})`, '', sum(...terms)) : undefined;
}

/** J; 0 where nothing is charged. */
function chargeOf(stages: readonly Stage[], steps: Figure): Figure {
  const terms = stages
    .filter(({ charge = 0 }) => charge > 0)
    .map(({ name, charge = 0, per }): Figure => {
      const own: Figure = {
        name: `charge(${name})`,
        value: charge,
        unit: 'J',
        given: { kind: 'count', source: 'schedule: capacitors of circuits, C·V² each' },
      };
      return per === 'step' ? product(steps, own) : own;
    });
  return terms.length > 0 ? sum(...terms) : bare(0, 'J');
}
