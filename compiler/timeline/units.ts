/** What units of the chip are, in the order in which a read meets them. */
export const unitKinds = [
  'drivers',
  'array',
  'sample and hold',
  'adc',
  'lanes',
  'adder tree',
  'memristors',
  'buffer',
] as const;
export type UnitKind = (typeof unitKinds)[number];

/** A part of the chip that does one thing at a time. */
export interface Unit {
  /** e.g. `array 3 ADC 2`; no two units share one. */
  readonly name: string;
  readonly kind: UnitKind;
  /** The array or the stage that it belongs to, e.g. `array 3`. */
  readonly place: string;
}

/** The units of a chip by their names, numbered as they are first asked for. */
export interface UnitTable {
  readonly units: readonly Unit[];
  /** The unit called `place part`. */
  readonly numberOf: (kind: UnitKind, place: string, part?: string) => number;
}

export function unitTable(): UnitTable {
  const units: Unit[] = [];
  const numbers = new Map<string, number>();
  return {
    units,
    numberOf(kind, place, part = kind) {
      const name = part === '' ? place : `${place} ${part}`;
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, units.length);
      return units.push({ kind, name, place }) - 1;
    },
  };
}
