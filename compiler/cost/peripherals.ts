import { reject } from '../../edge/error.js';
import { type CustomPeripherals, customPreset } from './custom.js';
import { bare, type Figure, sourcesOf } from './figure.js';
import { type PartFigures, type Preset, resolution } from './presets/preset.js';
import { presetTable } from './presets/table.js';

/** What one operation of one part costs: J, s, m². Area is that of the part, wherever it is used. */
export interface PartCost {
  readonly energy: number;
  readonly latency: number;
  readonly area: number;
}

/**
 * The numbers of a preset (`presets/preset.ts`), at 300 K and without a run: what a schedule needs to know of the circuits
 * that it has.
 */
export interface Peripherals {
  readonly name: string;
  readonly description: string;
  /** One conversion of an ADC of `bits`; the latency of all its bits. */
  adc(bits: number): PartCost;
  /** One conversion of a row DAC of `bits`. */
  dac(bits: number): PartCost;
  readonly sense: PartCost;
  readonly driver: { readonly capacitance: number; readonly area: number };
  readonly digital: PartCost;
  readonly buffer: { readonly energy: number; readonly area: number };
  /** m² of one memory cell. */
  readonly cellArea: number;
}

/** As a hardware description has them: the name of a built-in preset, or one of its own. */
export type PeripheralChoice = string | CustomPeripherals;

export const peripheralNames: readonly string[] = Object.keys(presetTable);

/** The one that `--preset` names, of a hardware description's own or built in; the description's first where none is named. InputError where there is none. */
export function choiceOf(own: readonly PeripheralChoice[], name: string | undefined): PeripheralChoice {
  if (name === undefined) return own[0]!;
  const custom = own.find(choice => typeof choice !== 'string' && choice.name === name);
  if (custom !== undefined || Object.hasOwn(presetTable, name)) return custom ?? name;
  const names = own.flatMap(choice => (typeof choice === 'string' ? [] : [choice.name]));
  return reject('--preset', `found "${name}"`, `expected one of ${[...names, ...peripheralNames].join(', ')}`);
}

/** A preset with the sources and formulas of its figures. InputError where there is none of that name. */
export function presetOf(choice: PeripheralChoice): Preset {
  if (typeof choice === 'string') return builtIn(choice, 'peripherals');
  return customPreset(choice, builtIn(choice.like, `peripherals ${choice.name}: like`));
}

const builtIn = (name: string, where: string): Preset =>
  Object.hasOwn(presetTable, name)
    ? presetTable[name]!
    : reject(where, `found "${name}"`, `expected one of ${peripheralNames.join(', ')}`);

/** The numbers of a preset. InputError where there is none of that name. */
export const peripheralsNamed = (choice: PeripheralChoice): Peripherals => peripheralsOf(presetOf(choice));

/** The numbers of a preset. */
export function peripheralsOf(preset: Preset): Peripherals {
  const { name, description, adc, dac, sense, driver, digital, buffer, cellArea } = preset;
  return {
    ...{ name, description },
    adc: bits => numbers(adc({ bits: resolution('adc.bits', bits) })),
    dac: bits => numbers(dac(resolution('dac.bits', bits))),
    ...{ sense: numbers(sense), digital: numbers(digital) },
    driver: { capacitance: driver.capacitance.value, area: driver.area.value },
    buffer: { energy: buffer.energy.value, area: buffer.area.value },
    cellArea: cellArea.value,
  };
}

const numbers = ({ energy, latency, area }: PartFigures): PartCost => ({
  ...{ energy: energy.value, latency: latency.value, area: area.value },
});

/** Where the constants of a preset come from, part by part, with ADCs and DACs of these resolutions. */
export function presetSources(preset: Preset, adcBits: Figure, dacBits: Figure): Record<string, string> {
  const { sense, digital, driver, buffer, cellArea, writing } = preset;
  const of = (part: object): readonly Figure[] => Object.values(part);
  const parts = {
    ...{ adc: of(preset.adc({ bits: adcBits })), dac: of(preset.dac(dacBits)), sense: of(sense), driver: of(driver) },
    ...{ digital: of(digital), buffer: of(buffer), cell: [cellArea] },
    ...(writing && { writing: [writing.energy(bare(1), bare(1)), writing.time(bare(1))] }),
  };
  return Object.fromEntries(Object.entries(parts).map(([part, figures]) => [part, byPublication(sourcesOf(figures))]));
}

/** "A: 1 pJ; A: 2 ns; B: 3 µm²" with each publication named once. */
function byPublication(sources: readonly string[]): string {
  const details = new Map<string, string[]>();
  for (const source of sources) {
    const [publication, ...rest] = source.split(': ') as [string, ...string[]];
    details.set(publication, [...(details.get(publication) ?? []), ...(rest.length > 0 ? [rest.join(': ')] : [])]);
  }
  return [...details].map(([name, own]) => (own.length > 0 ? `${name}: ${own.join(', ')}` : name)).join('; ');
}
