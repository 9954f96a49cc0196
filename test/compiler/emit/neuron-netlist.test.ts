import test from 'ava';
import { neuronCircuit, reducedNeurons } from '../../../compiler/emit/neuron-circuit.js';
import { neuronNetlist } from '../../../compiler/emit/neuron-netlist.js';
import { stepTimes } from '../../../compiler/emit/neuron-timing.js';
import { InputError } from '../../../edge/error.js';
import { lif } from '../../models/builders.js';
import { wired } from '../../sim/coders.js';
import { analog, circuitNeurons, spikingChip } from '../../sim/spiking-chips.js';

const { program } = spikingChip(lif(4), 4, { back: 0.5, on: { array: { ...wired, rows: 4, columns: 6 } } });
const circuit = neuronCircuit(program, 'cells', 0);
const stimulus = (steps: number, inputs = 5, others = 0) => ({
  ...{ volts: new Float64Array(steps * inputs), others: new Float64Array(steps * others), steps },
});
const lines = (text: string, start: RegExp): string[] => text.split('\n').filter(line => start.test(line));
const whole = (text: string): string => text.replaceAll('\n+', '');

test('every input, neuron, column and pair has its elements', t => {
  const text = neuronNetlist(circuit, stimulus(3), { title: 'four neurons' });
  t.is(text.split('\n')[0], 'four neurons');
  const pairs = [...circuit.drive, ...circuit.recurrent].reduce((sum, tile) => sum + tile.outputOfPair.length, 0);
  const counts = [/^vx\d/, /^br\d/, /^cu\d/, /^bu\d/, /^cw\d/, /^bz\d/, /^breset/, /^fp/, /^fm/, /^v_/].map(
    of => lines(text, of).length,
  );
  t.deepEqual(counts, [5, 4, 4, 4, 0, 4, 4, pairs, pairs, 2 * pairs]);
  t.regex(text, /^\.tran 1e-7 0\.000003 0 1e-7 uic/m);
  t.regex(whole(text), /^\.save v\(u0\) v\(z0\) v\(u1\)/m);
});

test('a spike is a trapezoid of the read voltage as long as the read, given ones a step later', t => {
  const some = neuronCircuit(program, 'cells', 0, 3);
  const given = stimulus(3, 5, 1);
  given.volts[5 + 2] = 0.2;
  given.others[0] = 1;
  const text = whole(neuronNetlist(some, given, { title: '' }));
  const edge = analog.updateTime / 3 / 80;
  const pulse = (row: string) => {
    const line = lines(text, new RegExp(`^v${row} `))[0]!;
    return line
      .replace(/.*pwl\(|\)/g, '')
      .trim()
      .split(/\s+/)
      .map(Number);
  };
  for (const row of ['x2', 'r3']) {
    const found = pulse(row);
    const wanted = [0, 0, 1e-6, 0, 1e-6 + edge, 0.2, 1.25e-6, 0.2, 1.25e-6 + edge, 0];
    t.is(found.length, wanted.length);
    found.forEach((value, k) => {
      t.true(Math.abs(value - wanted[k]!) < 1e-18, `${row}: ${value}`);
    });
  }
  t.deepEqual(lines(text, /^vx0 /), ['vx0 x0 0 0']);
});

test('the parts of an update follow one another, and end with the step', t => {
  const times = stepTimes(analog, { active: 0.8e-6, pulse: 0.25e-6 });
  let before = 0.8e-6 + times.edge;
  for (const start of times.updates) {
    t.true(start >= before);
    before = start + times.gate + times.edge;
  }
  t.true(before <= times.latchAt && times.latchAt < times.period);
  t.true(times.membraneAt > 0.8e-6 + times.edge && times.membraneAt < times.updates[0]);
});

test('balanced resonators have their poles by the refractory variable; plain ones have fixed conductances', t => {
  const text = (model: string): string => {
    const neuron = circuitNeurons(2).find(one => one.model === model)!;
    const chip = spikingChip(neuron, 2);
    return neuronNetlist(neuronCircuit(chip.program, 'cells', 0), stimulus(2), { title: model });
  };
  t.is(lines(text('brf'), /^bk\d k\d 0 v=0\.5\*ln\(/).length, 2);
  t.is(lines(text('brf'), /^bp\d .*0\.9\*v\(q\d\)/).length, 2);
  t.deepEqual(lines(text('rf'), /^b[kpq]\d/), []);
  t.is(lines(text('rf'), /^cw\d/).length, 2);
  t.deepEqual(lines(text('rf'), /^breset/), []);
});

test('a reduced circuit has no segments of lines, and the header says so and what is expected', t => {
  const expected = new Float64Array(12);
  expected[4 + 1] = 1;
  const text = neuronNetlist(reducedNeurons(circuit), stimulus(3), { title: 'x', notes: ['of a test'], expected });
  t.deepEqual(lines(text, /^r[wb]\d/), []);
  t.regex(text, /^\* Arrays stand as the resistors between their terminals/m);
  t.regex(text, /^\* of a test$/m);
  t.regex(text, /^\* neuron 1: 1$/m);
  t.regex(text, /^\* neuron 0:$/m);
});

test('what does not fit, or is not there, is refused', t => {
  t.throws(() => neuronNetlist(circuit, { ...stimulus(3), steps: 4 }, { title: '' }), {
    instanceOf: InputError,
    message: /cells: inputs\[0\]: found 15 values; expected 20/,
  });
  t.throws(() => neuronCircuit(program, 'synapses', 0), {
    instanceOf: InputError,
    message: 'layer: found "synapses"; expected one whose neurons are circuits (cells)',
  });
  const [, li] = circuitNeurons(2);
  t.throws(() => neuronCircuit(spikingChip(li!, 2, { back: 0.5 }).program, 'cells', 0), {
    instanceOf: InputError,
    message: /cells: found values that come back through weights; expected spikes/,
  });
});
