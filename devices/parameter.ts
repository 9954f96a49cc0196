import { reject } from '../edge/error.js';

/** One constant of a device model, as a table of it shows: `ohmweave devices NAME` and docs/devices.md. */
export interface Parameter {
  readonly meaning: string;
  /** SI, as in `ohm` or `m/s`; empty for a pure number. */
  readonly unit: string;
  /** The published or usual value. */
  readonly value: number;
  /** The values that the model takes, ends included. */
  readonly range: readonly [least: number, most: number];
}

export type ParameterTable = Readonly<Record<string, Parameter>>;

/** A value for each constant of a table. */
export type Values<Table extends ParameterTable> = { readonly [Name in keyof Table]: number };

/** The values of a table, with some `changed`. InputError names what is not in the table or out of its range. */
export function valuesOf<Table extends ParameterTable>(
  table: Table,
  changed: Partial<Values<Table>>,
  where: string,
): Values<Table> {
  for (const name of Object.keys(changed))
    if (!(name in table))
      reject(`${where}: ${name}`, 'found no such parameter', `expected one of ${Object.keys(table).join(', ')}`);
  const values = Object.entries(table).map(([name, { unit, value, range }]) => {
    const given = changed[name] ?? value;
    const [least, most] = range;
    const units = unit === '' ? '' : ` ${unit}`;
    if (!(given >= least && given <= most))
      reject(`${where}: ${name}`, `found ${given}${units}`, `expected from ${least} to ${most}${units}`);
    return [name, given];
  });
  return Object.fromEntries(values) as Values<Table>;
}
