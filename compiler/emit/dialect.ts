/** How a simulator wants what simulators write differently; all else is common SPICE. */
export interface Dialect {
  readonly name: DialectName;
  /** Its call for a file. */
  readonly run: readonly string[];
  /** Whether netlists in it are run in the tests; others say on top that they are not. */
  readonly tested: boolean;
  /** The expression of a behavioural source, from the one for ngspice. */
  readonly expression: (text: string) => string;
  /** The function that looks a value up in a table of points, within an expression. */
  readonly lookup: string;
  /** Options of an analysis: sparse solver, errors of Newton's method and of the integration. */
  readonly options: (analysis: Analysis, accuracy: Accuracy) => string;
  /** What is kept and shown of the results. */
  readonly results: (analysis: Analysis, vectors: readonly string[]) => readonly string[];
  /** A measured value that is 1 where `name` is below a limit and 0 elsewhere. */
  readonly below: (analysis: Analysis, result: string, name: string, limit: string) => string;
}

export type DialectName = 'ngspice' | 'xyce' | 'ltspice';
export type Analysis = 'dc' | 'tran';

/** Relative error of Newton's method and of an integration step, and whether that is Gear's method. */
export interface Accuracy {
  readonly reltol: number;
  readonly gear: boolean;
}

/** A ternary of ngspice as a function: `min((c) ? a : b,1)`, the only form that device cells have. */
const ifFunction = (text: string): string =>
  text.replace(/\((\([^()]*(?:\([^()]*\))?[^()]*\)) \? (.*) : (.*),1\)/, '(if($1,$2,$3),1)');

export const dialects: Readonly<Record<DialectName, Dialect>> = {
  ngspice: {
    name: 'ngspice',
    run: ['ngspice -b FILE'],
    tested: true,
    expression: text => text,
    lookup: 'pwl',
    options: (analysis, { reltol, gear }) =>
      analysis === 'dc'
        ? `.options klu reltol=${reltol} abstol=1e-16 vntol=1e-12 itl1=1000 itl2=1000`
        : `.options klu reltol=${reltol} abstol=1e-15 vntol=1e-9${gear ? ' method=gear' : ''}`,
    results: (_, vectors) => [['.save', ...vectors].join(' ')],
    below: (analysis, result, name, limit) => `.meas ${analysis} ${result} param='(${name} < ${limit}) ? 1 : 0'`,
  },
  xyce: {
    name: 'xyce',
    run: ['Xyce FILE'],
    tested: false,
    expression: text => `{${text}}`,
    lookup: 'table',
    options: (analysis, { reltol, gear }) =>
      analysis === 'dc'
        ? `.options nonlin reltol=${reltol} abstol=1e-12 maxstep=1000`
        : `.options timeint reltol=${reltol}${gear ? ' method=gear' : ''}`,
    results: (analysis, vectors) => [['.print', analysis, ...vectors].join(' ')],
    below: (analysis, result, name, limit) => `.measure ${analysis} ${result} eqn {(${name} < ${limit}) ? 1 : 0}`,
  },
  ltspice: {
    name: 'ltspice',
    run: ['LTspice -b FILE'],
    tested: false,
    expression: ifFunction,
    lookup: 'table',
    options: (_, { reltol, gear }) =>
      `.options reltol=${reltol} abstol=1e-15${gear ? ' method=gear' : ''} plotwinsize=0`,
    results: (_, vectors) => [['.save', ...vectors].join(' ')],
    below: (analysis, result, name, limit) => `.meas ${analysis} ${result} param if(${name} < ${limit}, 1, 0)`,
  },
};

/** Lines for ngspice in a dialect: the expressions of behavioural sources spelled anew. */
export function inDialect(lines: readonly string[], dialect: Dialect): readonly string[] {
  if (dialect.name === 'ngspice') return lines;
  // An expression may go on in lines that begin with +.
  const logical = lines
    .join('\n')
    .replace(/\n\+ ?/g, ' ')
    .split('\n');
  return logical.map(line =>
    line.replace(/^(b\S* \S+ \S+ [vi]=)(.*)$/i, (_, start: string, text: string) => start + dialect.expression(text)),
  );
}
