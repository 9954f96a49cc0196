import type { Hardware } from '../hardware.js';
import { type Program, tilesOf } from '../program-record.js';
import type { ArrayReads, ReadMeans } from './array-reads.js';
import { byProduct, type Counts, readName, timesRead } from './counts.js';
import { bare, count, type Figure, found, named, product, ratio, setting, square, sum } from './figure.js';
import { drivenResolution, type PartFigures, type Preset, resolution } from './presets/preset.js';

/** The parts that energy and area are both broken down by. */
export const costParts = ['array', 'adc', 'dac', 'sense', 'drivers', 'digital', 'buffers', 'memristors'] as const;
export type CostPart = (typeof costParts)[number];
/** What energy has beyond those, and what area has. */
export const energyParts = [...costParts, 'leakage'] as const;
export const areaParts = [...costParts, 'overhead'] as const;
export type EnergyPart = (typeof energyParts)[number];
export type AreaPart = (typeof areaParts)[number];

/** What the run has found, apart from the schedule. */
export interface RunFigures {
  readonly reads: readonly ArrayReads[];
  /** Of each read. */
  readonly means: readonly ReadMeans[];
  /** J of pulses and reads of volatile memristors. */
  readonly memristors: number;
}

/** The circuits of a preset on this hardware: each figure with a name, so that it is explained where it is used. */
export interface Circuits {
  readonly adc: PartFigures;
  readonly dac: PartFigures;
  readonly sense: PartFigures;
  readonly driver: Preset['driver'];
  readonly digital: PartFigures;
  readonly buffer: Preset['buffer'];
  readonly cellArea: Figure;
}

export function circuitsOf(preset: Preset, hardware: Hardware, counts: Counts, run: RunFigures): Circuits {
  const { adc, dac, temperature, read } = hardware;
  const voltage = setting('read.voltage', read.voltage, 'V', 'hardware file');
  const current = meanCurrent(run, counts.adcConversions.value);
  const column = current > 0 && {
    voltage,
    resistance: named(
      'column.resistance',
      'Ω',
      ratio(
        voltage,
        found(
          'column.current',
          current,
          'A',
          'mean magnitude of what is converted: currents of arrays, none where a circuit gives a voltage',
        ),
      ),
    ),
  };
  const converter = preset.adc({
    bits: resolution('adc.bits', adc.bits),
    temperature: setting('temperature', temperature, 'K', 'hardware file'),
    ...(column && { column }),
  });
  return {
    adc: namedPart('adc', converter),
    dac: namedPart('dac', preset.dac(drivenResolution(dac))),
    sense: namedPart('sense', preset.sense),
    driver: namedPart('driver', preset.driver),
    digital: namedPart('digital', preset.digital),
    buffer: namedPart('buffer', preset.buffer),
    cellArea: own('cell.area', 'm²', preset.cellArea),
  };
}

/** A, mean over the conversions of an inference: what arrays give, and nothing where a circuit's voltage is converted. */
function meanCurrent({ reads, means }: RunFigures, conversions: number): number {
  const total = reads.reduce((sum, { times, converted }, k) => sum + times * converted * means[k]!.current, 0);
  return conversions > 0 ? total / conversions : 0;
}

const units = { energy: 'J', latency: 's', area: 'm²', leakage: 'W', capacitance: 'F' } as const;

/** A part with each of its figures under the name of the part. */
function namedPart<T extends { readonly [K in keyof T]: Figure | undefined }>(part: string, figures: T): T {
  const entries = Object.entries(figures) as [keyof typeof units, Figure][];
  return Object.fromEntries(entries.map(([key, figure]) => [key, own(`${part}.${key}`, units[key], figure)])) as T;
}

/** A figure under a name, unless it has one. */
const own = (name: string, unit: string, figure: Figure): Figure =>
  figure.name === name ? figure : named(name, unit, figure);

/** J of each part in one inference. */
export function energyFigures(
  program: Program,
  counts: Counts,
  { adc, dac, sense, driver, digital, buffer }: Circuits,
  run: RunFigures,
): Readonly<Record<CostPart, Figure>> {
  const voltage = setting('read.voltage', program.hardware.read.voltage, 'V', 'hardware file');
  const parts: Record<CostPart, Figure> = {
    array: arrayEnergy(counts, run),
    adc: product(counts.adcConversions, adc.energy),
    dac: product(counts.dacConversions, dac.energy),
    sense: sum(product(counts.sensed, sense.energy), counts.charge),
    drivers: product(counts.charged, driver.capacitance, square(voltage)),
    digital: product(counts.digitalOperations, digital.energy),
    buffers: product(counts.bufferBits, buffer.energy),
    memristors: found('memristors.energy', run.memristors, 'J', 'V·I·t of the pulses and reads of volatile devices'),
  };
  return titled('energy', 'J', parts);
}

/** Σ over products: reads × duration × W of its tiles, each the mean of V·I over the data. */
function arrayEnergy({ steps }: Counts, { reads, means }: RunFigures): Figure {
  const terms = byProduct(reads).map(own => {
    const first = own[0]!;
    const powers = own.map(read => {
      const { power } = means[reads.indexOf(read)]!;
      const tile = read.side === 'forward' ? read.tile.name : `${read.tile.name} backwards`;
      return found(`power(${tile})`, power, 'W', 'V·I through its devices and wires, mean over the data');
    });
    const duration = setting(`duration(${readName(first)})`, first.duration, 's', 'hardware file: of a read, or of settling'); // biome-ignore format: one thing
    return timesRead(first, steps, product(duration, named(`power(${readName(first)})`, 'W', sum(...powers))));
  });
  return terms.length > 0 ? sum(...terms) : bare(0, 'J');
}

/** m² of each part of the chip. */
export function areaFigures(
  counts: Counts,
  { adc, dac, sense, driver, digital, buffer, cellArea }: Circuits,
  { floorplan }: Hardware,
): Readonly<Record<AreaPart, Figure>> {
  const parts = titled('area', 'm²', {
    array: product(counts.cells, cellArea),
    adc: product(counts.adcs, adc.area),
    dac: product(counts.dacs, dac.area),
    sense: product(counts.senses, sense.area),
    drivers: product(counts.drivers, driver.area),
    digital: product(counts.lanes, digital.area),
    buffers: product(counts.storedBits, buffer.area),
    memristors: product(counts.volatileDevices, cellArea),
  } satisfies Record<CostPart, Figure>);
  const share = floorplan
    ? setting('floorplan.overhead', floorplan.overhead, '', `hardware file: ${floorplan.source}`)
    : setting('floorplan.overhead', 0, '', 'default: parts without routing and white space between them');
  const placed = named('area(parts)', 'm²', sum(...Object.values(parts)));
  return { ...parts, ...titled('area', 'm²', { overhead: product(share, placed) }) };
}

/**
 * J of what leaks while an inference takes its time, all instances of the chip; undefined where the preset gives no leakage of any
 * part. Parts without one are left out.
 */
export function leakageFigure(counts: Counts, circuits: Circuits, inference: Figure): Figure | undefined {
  const { adc, dac, sense, driver, digital, buffer } = circuits;
  const instances: readonly (readonly [Figure, Figure | undefined])[] = [
    [counts.adcs, adc.leakage],
    [counts.dacs, dac.leakage],
    [counts.senses, sense.leakage],
    [counts.drivers, driver.leakage],
    [counts.lanes, digital.leakage],
    [counts.storedBits, buffer.leakage],
  ];
  const terms = instances.flatMap(([of, leakage]) => (leakage ? [product(of, leakage)] : []));
  if (terms.length === 0) return undefined;
  return named('energy(leakage)', 'J', product(named('leakage.power', 'W', sum(...terms)), inference));
}

/** The whole of a breakdown. */
export const totalFigure = (of: string, unit: string, parts: Readonly<Record<string, Figure>>): Figure =>
  named(`${of}(total)`, unit, sum(...Object.values(parts)));

const titled = <K extends string>(of: string, unit: string, parts: Readonly<Record<K, Figure>>): Record<K, Figure> =>
  Object.fromEntries(
    Object.entries<Figure>(parts).map(([part, figure]) => [part, named(`${of}(${part})`, unit, figure)]),
  ) as Record<K, Figure>;

/** What writing all devices once takes by a preset's pulses, and the array that takes longest; undefined without such. */
export interface WritingCost {
  /** J. */
  readonly energy: Figure;
  /** s with one array after the other, and with all at once. */
  readonly seconds: Figure;
  readonly longestArray: Figure;
}

export function writingFigures(program: Program, { writing }: Preset): WritingCost | undefined {
  if (!writing) return undefined;
  const tiles = tilesOf(program).map(({ tile }) => tile.cells.programmed);
  const all = count('devices', tiles.reduce((total, { length }) => total + length, 0), 'placement: devices that are written'); // biome-ignore format: one thing
  const most = count('devices.largestTile', Math.max(0, ...tiles.map(({ length }) => length)), 'placement: devices of the largest tile'); // biome-ignore format: one thing
  const siemens = tiles.reduce((total, own) => own.reduce((a, g) => a + g, total), 0);
  const conductance = found('devices.conductance', siemens, 'S', 'sum of the programmed conductances');
  return {
    energy: named('writing.energy', 'J', writing.energy(all, conductance)),
    seconds: named('writing.seconds', 's', writing.time(all)),
    longestArray: named('writing.longestArray', 's', writing.time(most)),
  };
}
