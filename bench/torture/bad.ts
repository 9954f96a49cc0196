/** Netlists that hang, quit, abort or fail ngspice, and how each must be reported. */
export interface BadNetlist {
  readonly what: string;
  readonly netlist: string;
  /** Name and message of the error. */
  readonly reported: RegExp;
  /** Nothing but a time-out ends it. */
  readonly hangs?: true;
}

const deck = (...lines: string[]): string => ['torture', ...lines, '.end', ''].join('\n');
const source = 'v1 a 0 1';

/** Subcircuits s1 … of ten cells, of ten s1, and so on. */
const nested = (depth: number): string[] =>
  Array.from({ length: depth }, (_, d) => {
    const parts = Array.from({ length: 10 }, (_, k) =>
      d === 0 ? `r${k} a m${k} 1\nc${k} m${k} b 1n` : `x${k} a b s${d}`,
    );
    return [`.subckt s${d + 1} a b`, ...parts, '.ends'].join('\n');
  });
const load = 'r1 a 0 1k';

const bad = (what: string, reported: RegExp, ...lines: string[]): BadNetlist => ({
  what,
  netlist: deck(...lines),
  reported,
});

const hangs = (what: string, ...lines: string[]): BadNetlist => ({
  ...bad(what, /^RunTimeout: no answer within 1 s/, ...lines),
  hangs: true,
});

export const badNetlists: readonly BadNetlist[] = [
  bad('bad syntax', /^SpiceError: .*not a valid resistor instance line/, source, 'r1 a 0', '.op'),
  bad('missing model', /^SpiceError: .*can't find model 'nomodel'/, source, 'd1 a 0 nomodel', '.op'),
  bad('unknown subcircuit', /^SpiceError: .*unknown subckt/, source, 'x1 a 0 nosub', '.op'),
  bad('unknown dot command', /^SpiceError: .*unimplemented dot command/, source, load, '.nonsense', '.op'),
  bad('unknown device', /^SpiceError: .*unknown device type/, source, load, 'a1 a b gain', '.op'),
  bad('sweep of a source that is not there', /^SpiceError: .*"vx" is not in the circuit/, source, load, '.dc vx 0 1 1'),
  bad('nothing to save', /^SpiceError: .*no data saved/, source, load, '.save v(b)', '.op'),
  bad('no analysis', /^SpiceError: .*No job/, source, load),
  { what: 'empty', netlist: '', reported: /^SpiceError: / },
  { what: 'a title alone', netlist: 'only a title', reported: /^SpiceError: / },
  bad('loop of voltage sources', /^SpiceError: .*singular matrix/, source, 'v2 a 0 2', '.op'),
  bad('floating nodes', /^SpiceError: .*singular matrix/, source, load, 'r2 b c 1', '.op'),
  bad('a resistor of 0 ohm', /^SpiceError: .*too small, set to/, source, 'r1 a b 0', 'r2 b 0 1k', '.op'),
  // Above 0.5 V it pulls down, below it pulls up.
  bad('no convergence', /^SpiceError: .*failed/, 'r1 a 0 1k', 'b1 a 0 i=v(a)>0.5 ? 1 : -1', '.op'),
  // v² falls to 0, from where there is no way on.
  bad('timestep too small', /^SpiceError: .*imestep too small/, 'c1 a 0 1 ic=1', 'b1 a 0 i=1/v(a)', '.tran 50m 1 uic'),
  bad('noise with KLU', /^SpiceError: .*not \(yet\) supported/, 'v1 a 0 dc 1 ac 1', load, '.options klu', '.noise v(a) v1 dec 1 1 10'), // biome-ignore format: one thing
  bad('undefined parameter', /^SpiceDead: .*Undefined parameter \[foo\]/, 'v1 a 0 {foo}', load, '.op'),
  bad('unbalanced brace', /^SpiceDead: .*Closing "}" not found/, '.param x=1', 'v1 a 0 {x', load, '.op'),
  bad('missing file', /^SpiceDead: .*Could not find include file/, '.include nofile.inc', source, load, '.op'),
  bad('POLY', /^SpiceDead: .*XSPICE is required/, source, 'e1 b 0 poly(1) a 0 0 1', 'r1 b 0 1', '.op'),
  bad('unknown function', /^SpiceDead: .*no such function/, source, 'b1 b 0 v=nofunction(v(a))', 'r1 b 0 1', '.op'),
  bad('no port', /^SpiceDead: .*No RF Port/, source, load, '.sp dec 1 1 10'),
  bad('quit', /^SpiceDead: .*ended/, source, load, '.op', '.control', 'quit', '.endc'),
  hangs('endless loop', source, '.op', '.control', 'while 1', 'end', '.endc'),
  // A million million points are refused; where only the last are stored, it runs.
  bad('endless transient', /^SpiceTooLarge: the netlist needs about/, source, load, '.tran 1n 1000'),
  hangs('endless transient, its end stored', source, load, '.tran 1n 1000 999.999999'),
  // A million cells, from a few lines.
  bad('too large', /^SpiceTooLarge: the netlist needs about \d+\.\d GiB/, source, ...nested(6), 'x1 a 0 s6', '.op'),
];
