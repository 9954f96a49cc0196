/**
 * A number of the cost model that knows how it was come by. It is either given (a constant of a publication, a value of the
 * hardware file, a count of the schedule, a value found in the run) or computed from others by a formula, so that the number
 * and the text that explains it are one record: `report/explanation.ts` prints it, and nothing else says what was multiplied.
 */
export interface Figure {
  /** e.g. `adc.conversions`; empty for a step inside a formula and for a bare number. */
  readonly name: string;
  /** SI. */
  readonly value: number;
  /** SI; empty for counts. */
  readonly unit: string;
  /** Where it is given: not there for what is computed. */
  readonly given?: Given;
  readonly formula?: Formula;
}

export interface Given {
  /** A published constant, a value of the hardware file, a count of the compiled program, a mean over the run. */
  readonly kind: 'constant' | 'setting' | 'count' | 'run';
  readonly source: string;
}

export interface Formula {
  readonly operation: Operation;
  readonly of: readonly Figure[];
}

export type Operation =
  | 'is'
  | 'sum'
  | 'difference'
  | 'product'
  | 'ratio'
  | 'square'
  | 'exp'
  | 'ln'
  | 'tenTo'
  | 'min'
  | 'max';

const add = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const multiply = (values: readonly number[]): number => values.reduce((product, value) => product * value, 1);

const operations: Readonly<Record<Operation, (values: readonly number[]) => number>> = {
  is: ([a]) => a!,
  sum: add,
  difference: ([a, b]) => a! - b!,
  product: multiply,
  ratio: ([a, b]) => a! / b!,
  square: ([a]) => a! ** 2,
  exp: ([a]) => Math.exp(a!),
  ln: ([a]) => Math.log(a!),
  tenTo: ([a]) => 10 ** a!,
  min: values => Math.min(...values),
  max: values => Math.max(0, ...values),
};

const given =
  (kind: Given['kind']) =>
  (name: string, value: number, unit: string, source: string): Figure => ({
    name,
    value,
    unit,
    given: { kind, source },
  });

/** A published constant, in SI, with its publication. */
export const constant = given('constant');
/** A value of the hardware file. */
export const setting = given('setting');
/** What the compiled program has, does or is given, counted. */
export const count = (name: string, value: number, source: string): Figure => given('count')(name, value, '', source);
/** What was found by running the data through the program. */
export const found = given('run');

/** A number that stands in a formula as it is, such as the 1 in b + 1; with a unit where it has one, such as 1 ns. */
export const bare = (value: number, unit = ''): Figure => ({ name: '', value, unit });

const computed =
  (operation: Operation) =>
  (...of: readonly Figure[]): Figure => ({
    ...{ name: '', unit: '', formula: { operation, of } },
    value: operations[operation](of.map(({ value }) => value)),
  });

export const sum = computed('sum');
export const difference = computed('difference');
export const product = computed('product');
export const ratio = computed('ratio');
export const square = computed('square');
export const exp = computed('exp');
export const ln = computed('ln');
export const tenTo = computed('tenTo');
export const least = computed('min');
/** The largest of some figures that are at least 0; 0 of none. */
export const largest = computed('max');

/** What is computed, as a figure of its own: it is then explained once, and its name stands for it elsewhere. */
export function named(name: string, unit: string, figure: Figure): Figure {
  const whole = figure.name === '' && figure.formula !== undefined ? figure : computed('is')(figure);
  return { ...whole, name, unit };
}

/** All figures with names that some rest on, these among them, each before what it is computed from, each name once. */
export function namedFigures(figures: readonly Figure[]): Figure[] {
  const seen = new Map<string, Figure>();
  const visit = (figure: Figure): void => {
    if (figure.name !== '') {
      if (seen.has(figure.name)) return;
      seen.set(figure.name, figure);
    }
    for (const part of figure.formula?.of ?? []) visit(part);
  };
  for (const figure of figures) visit(figure);
  return [...seen.values()];
}

/** The publications that a figure rests on, each once. */
export function sourcesOf(figures: readonly Figure[]): string[] {
  const all = namedFigures(figures).flatMap(({ given }) => (given?.kind === 'constant' ? [given.source] : []));
  return [...new Set(all)];
}
