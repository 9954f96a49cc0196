import { type Figure, type Formula, namedFigures, type Operation } from '../compiler/cost/figure.js';
import { displayUnit } from './svg/format.js';

/** One figure of an explanation: what it is computed from, or where it is given. */
export interface Explained {
  readonly name: string;
  /** SI. */
  readonly value: number;
  readonly unit: string;
  /** "adc.conversions × adc.energy", and the same with the numbers: "5 × 1.67 pJ"; empty where it is given. */
  readonly formula: string;
  readonly numbers: string;
  /** Empty where it is computed. */
  readonly source: string;
}

/** Figures with everything that they rest on, each once and ahead of what it is computed from. */
export function explained(figures: readonly Figure[]): Explained[] {
  return namedFigures(figures).map(({ name, value, unit, formula, given }) => ({
    ...{ name, value, unit },
    formula: formula ? text(formula, one => one.name || exactly(one)) : '',
    numbers: formula ? text(formula, exactly) : '',
    source: given?.source ?? '',
  }));
}

/**
 * The same as text, a block for each figure. A line starts with a name or, where it goes on, with a blank; `numbers` can be typed into a calculator line by
 * line, and gives the figure.
 */
export function explanationBlocks(figures: readonly Figure[]): string[] {
  return explained(figures).map(({ name, value, unit, formula, numbers, source }) => {
    const result = written(value, unit);
    if (source !== '') return `${name} = ${result}  [${source}]`;
    const steps = [formula, numbers, result].filter((step, k, all) => k === 0 || step !== all[k - 1]);
    return `${name}${steps.map(step => `\n  = ${wrapped(step)}`).join('')}`;
  });
}

/** A number in full, to 12 digits, with its unit: nothing is lost that a reader could see. */
export function written(value: number, unit: string): string {
  const digits = (number: number): string => String(Number(number.toPrecision(12)));
  if (!prefixed.has(unit)) return `${digits(value)} ${unit}`.trim();
  const { factor, unit: shown } = displayUnit(Math.abs(value), unit);
  return `${digits(value / factor)} ${shown}`;
}

const prefixed = new Set(['J', 's', 'm²', 'W', 'V', 'A', 'Ω', 'S', 'F', 'm']);

const exactly = (figure: Figure): string => written(figure.value, figure.unit);

/** How tightly an operation binds: 1 sums, 2 products, 3 all that needs no brackets. */
const tightness: Readonly<Record<Operation, number>> = {
  ...{ is: 3, sum: 1, difference: 1, product: 2, ratio: 2, square: 3, exp: 3, ln: 3, tenTo: 3, min: 3, max: 3 },
};

const functions: Readonly<Partial<Record<Operation, string>>> = { exp: 'exp', ln: 'ln', min: 'min', max: 'max' };

/** A formula with `show` for what has a name and for bare numbers. */
function text({ operation, of }: Formula, show: (figure: Figure) => string): string {
  const inner = (figure: Figure): string =>
    figure.name === '' && figure.formula ? text(figure.formula, show) : show(figure);
  const bound = (figure: Figure, least: number): string => {
    const loose = figure.name === '' && figure.formula && tightness[figure.formula.operation] < least;
    return loose ? `(${inner(figure)})` : inner(figure);
  };
  const [first, second] = of as readonly [Figure, Figure];
  switch (operation) {
    case 'is':
      return inner(first);
    case 'sum':
      return of.map(inner).join(' + ');
    case 'difference':
      return `${inner(first)} − ${bound(second, 2)}`;
    case 'product':
      return of.map(figure => bound(figure, 2)).join(' × ');
    case 'ratio':
      return `${bound(first, 2)} / ${bound(second, 3)}`;
    case 'square':
      return `(${inner(first)})²`;
    case 'tenTo':
      return `10^(${inner(first)})`;
    default:
      return `${functions[operation]}(${of.map(inner).join(', ')})`;
  }
}

/** Lines of at most 110 letters, broken ahead of a sign, or after a comma. */
function wrapped(step: string): string {
  const lines: string[] = [];
  let line = '';
  for (const piece of step.split(/ (?=[+×−/] )|(?<=,) /)) {
    if (line !== '' && line.length + piece.length > 110) {
      lines.push(line);
      line = piece;
    } else line = line === '' ? piece : `${line} ${piece}`;
  }
  return [...lines, line].join('\n      ');
}
