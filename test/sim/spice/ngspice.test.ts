import test, { type ExecutionContext } from 'ava';
import { type Engine, loadEngine } from '../../../sim/spice/engine.js';
import { SpiceDead, SpiceError } from '../../../sim/spice/errors.js';
import { NgSpice } from '../../../sim/spice/ngspice.js';

let engine: Engine;
test.before(async () => {
  engine = await loadEngine();
});

const deck = (...lines: string[]): string => ['a test', ...lines, '.end', ''].join('\n');
const divider = deck('v1 in 0 1', 'r1 in out 1k', 'r2 out 0 3k', '.op');

// All tests in this file share the thread, which can hold one ngspice at a time.
const withNgSpice = (title: string, body: (t: ExecutionContext, ngspice: NgSpice) => void): void => {
  test.serial(title, async t => body(t, await NgSpice.start(engine)));
};

withNgSpice('a divider', (t, ngspice) => {
  const result = ngspice.run(divider);
  t.is(result.name, 'Operating Point');
  t.is(result.title, 'a test');
  t.true(Math.abs(result.vectors.get('v(out)')![0]! - 0.75) < 1e-12);
  t.true(Math.abs(result.vectors.get('i(v1)')![0]! + 0.25e-3) < 1e-15);
});

withNgSpice('a transient follows 1 - exp(-t/RC)', (t, ngspice) => {
  const { vectors, points } = ngspice.run(
    deck('v1 in 0 1', 'r1 in out 1k', 'c1 out 0 1u ic=0', '.options reltol=1e-6', '.tran 1u 2m uic'),
  );
  const [time, out] = [vectors.get('time')!, vectors.get('v(out)')!];
  t.true(points > 1000);
  t.true(out.every((v, k) => Math.abs(v - (1 - Math.exp(-time[k]! / 1e-3))) < 1e-4)); // trapezoidal rule at 1 µs
});

withNgSpice('what ngspice refuses is a SpiceError in its words, and the next netlist runs', (t, ngspice) => {
  const bad = (message: RegExp, line: number | undefined, ...lines: string[]): void => {
    const error = t.throws(() => ngspice.run(deck(...lines)), { name: 'SpiceError', message });
    t.is((error as SpiceError).line, line, error!.message);
    t.true(Math.abs(ngspice.run(divider).vectors.get('v(out)')![0]! - 0.75) < 1e-12);
  };
  bad(/can't find model 'nomodel'/, 3, 'v1 a 0 1', 'd1 a 0 nomodel', '.op');
  bad(/unknown subckt/, 3, 'v1 a 0 1', 'x1 a 0 nosub', '.op');
  bad(/unimplemented dot command/, 3, 'v1 a 0 1', '.nonsense', '.op');
  bad(/not a valid resistor instance line, ignored/, undefined, 'v1 a 0 1', 'r1 a 0', '.op');
  bad(/singular matrix/, undefined, 'v1 a 0 1', 'v2 a 0 2', '.op'); // a loop of voltage sources
  bad(/singular matrix/, undefined, 'v1 a 0 1', 'r1 a 0 1', 'r2 b c 1', '.op'); // nothing holds b and c
  // no solution: above 0.5 V it pulls down, below it pulls up
  bad(/could not be simulated/, undefined, 'r1 a 0 1k', 'b1 a 0 i=v(a)>0.5 ? 1 : -1', '.op');
  bad(/"vx" is not in the circuit/, undefined, 'v1 a 0 1', 'r1 a 0 1', '.dc vx 0 1 1');
  bad(/no data saved/, undefined, 'v1 a 0 1', 'r1 a 0 1', '.save v(b)', '.op');
  bad(/No job/, undefined, 'v1 a 0 1', 'r1 a 0 1');
  // v' = v² from 1 V goes to infinity at 1 µs
  bad(/Timestep too small.*aborted/, undefined, 'c1 a 0 1n ic=1', 'b1 0 a i=v(a)*v(a)*1e-3', '.tran 1n 1m uic');
  // ngspice takes 1 pOhm, and at 1 V over 1 kohm says 0.977 mA
  bad(/resistor r1 is too small, set to 1\.0+e-12/, undefined, 'v1 a 0 1', 'r1 a b 0', 'r2 b 0 1k', '.op');
  t.throws(() => ngspice.run(''), { name: 'SpiceError' });
  t.throws(() => ngspice.run('only a title'), { name: 'SpiceError' });
});

withNgSpice('netlists with .control sections, and the plots of all analyses', (t, ngspice) => {
  const names = (...lines: string[]): string[] => {
    const result = ngspice.run(deck('v1 in 0 1 ac 1', 'r1 in out 1k', 'c1 out 0 1u', ...lines));
    return [result, ...result.further].map(({ name, title }) => `${title}: ${name}`);
  };
  t.deepEqual(names('.op', '.control', 'op', 'tran 1u 5u', '.endc'), [
    'a test: Operating Point',
    'a test: Transient Analysis',
    'a test: Operating Point',
  ]);
  t.deepEqual(names('.options klu', '.noise v(out) v1 dec 2 1 1000'), [
    'a test: Noise Spectral Density Curves',
    'a test: Integrated Noise',
  ]);
  t.deepEqual(names('.op'), ['a test: Operating Point']);
});

withNgSpice('a single vector comes once, under its name in lower case', (t, ngspice) => {
  const { vectors, types } = ngspice.run(deck('v1 in 0 1', 'r1 in Out 1k', 'r2 Out 0 3k', '.save v(Out)', '.op'));
  t.deepEqual([...vectors.keys()], ['v(out)']);
  t.deepEqual([...types], [['v(out)', 'voltage']]);
  t.true(Math.abs(vectors.get('v(out)')![0]! - 0.75) < 1e-12);
});

const deadly: [title: string, message: RegExp, line: number | undefined, ...lines: string[]][] = [
  ['undefined parameter', /Undefined parameter \[foo\]/, 2, 'v1 a 0 {foo}', 'r1 a 0 1', '.op'],
  ['unbalanced brace', /Closing "}" not found/, 2, 'v1 a 0 {foo', 'r1 a 0 1', '.op'],
  ['missing include', /Could not find include file nofile\.inc/, undefined, '.include nofile.inc', '.op'],
  ['XSPICE only', /XSPICE is required/, 3, 'v1 a 0 1', 'e1 b 0 poly(1) a 0 0 1', 'r1 b 0 1', '.op'],
  ['unknown function', /no such function 'nofunction'/, 3, 'v1 a 0 1', 'b1 b 0 v=nofunction(v(a))', 'r1 b 0 1', '.op'],
  ['quit', /ended without a message/, undefined, 'v1 a 0 1', 'r1 a 0 1', '.op', '.control', 'quit', '.endc'],
];
for (const [title, message, line, ...lines] of deadly)
  withNgSpice(`${title}: SpiceDead, and so is every later run`, (t, ngspice) => {
    ngspice.run(divider); // there is an earlier result that must not come back
    const error = t.throws(() => ngspice.run(deck(...lines)), { instanceOf: SpiceDead, name: 'SpiceDead', message });
    t.true(error instanceof SpiceError);
    t.is(error!.line, line);
    t.throws(() => ngspice.run(divider), { name: 'SpiceDead', message: /has ended/ });
  });

withNgSpice('plots and circuits are freed after each run', (t, ngspice) => {
  const transient = deck('v1 in 0 1', 'r1 in out 1k', 'c1 out 0 1u', '.tran 1u 2m');
  // WebAssembly memory is what is external and no array buffer.
  const memory = (): number => process.memoryUsage().external - process.memoryUsage().arrayBuffers;
  ngspice.run(transient);
  const before = memory();
  for (let k = 0; k < 200; k++) ngspice.run(transient);
  const pages = (memory() - before) / 2 ** 16;
  t.log(`${pages.toFixed(0)} pages of 64 KiB more after 200 runs`);
  t.true(pages < 60); // 120 runs took 10 MB, 150 pages, where they were kept
});

withNgSpice('what a netlist measures is in the log', (t, ngspice) => {
  const { log } = ngspice.run(deck('v1 a 0 1', 'r1 a 0 1k', '.dc v1 0 1 0.25', '.meas dc half find v(a) at=0.5'));
  t.true(log.some(line => /^half\s+=\s+5\.0+e-01/.test(line)));
});
