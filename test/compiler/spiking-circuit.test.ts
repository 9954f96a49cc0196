import test from 'ava';
import type { AnalogNeurons, Hardware } from '../../compiler/hardware.js';
import { productHardware } from '../../compiler/settling-circuit.js';
import { chargesNeurons, elementsOf, spikingCircuits } from '../../compiler/spiking-circuit.js';
import { InputError } from '../../edge/error.js';
import type { Layer, Network } from '../../models/network.js';
import type { Neuron } from '../../models/spiking/neuron.js';
import { fromRows } from '../../numeric/matrix.js';
import { lif, spikeTrains, tinyMaps, tinySpiking } from '../models/builders.js';
import { analog, circuitNeurons, spikingChip } from '../sim/spiking-chips.js';
import { chip, hardware } from './builders.js';

const bits = { adc: { bits: 6, headroom: 1.1, shared: 8 } };

test('currents that charge neurons are not converted; what is behind their products is found through loops', t => {
  const { program } = spikingChip(lif(4), 4, { back: 1, on: bits });
  for (const product of ['synapses', 'cells_recurrent']) {
    t.true(chargesNeurons(program, product));
    t.is(productHardware(program, product).adc.bits, null);
  }
  const [layer, ...others] = spikingCircuits(program);
  t.deepEqual(others, []);
  t.deepEqual([layer!.name, layer!.drives[0]!.name, layer!.recurrent!.name], ['cells', 'synapses', 'cells_recurrent']);
});

test('where neurons are digital there is no circuit, and all products meet the converters', t => {
  const { neurons: _, ...digital } = spikingChip(lif(4), 4, { on: bits }).program.hardware;
  const program = { ...spikingChip(lif(4), 4).program, hardware: digital };
  t.deepEqual(spikingCircuits(program), []);
  t.is(productHardware(program, 'synapses'), digital);
});

test('several products charge the same neurons where their sum drives them', t => {
  const layers: Layer[] = [
    { type: 'linear', name: 'a', weights: fromRows([[1, 0, 1]]) },
    { type: 'linear', name: 'b', from: ['input'], weights: fromRows([[0, 2, 0]]) },
    { type: 'neurons', name: 'cells', from: ['a', 'b'], neuron: lif(1) },
    { type: 'scores', name: 'scores', of: 'step', classes: ['a'] },
  ];
  const network: Network = { name: 'two', input: { channels: 3, normalize: 'none', spikes: true }, layers };
  const program = chip(network, hardware({ neurons: analog }), { ...spikeTrains(2, 3, 9), classes: ['a'] });
  t.deepEqual(
    spikingCircuits(program)[0]!.drives.map(({ name }) => name),
    ['a', 'b'],
  );
  const stages = program.schedule.stages.map(({ name, macros, adcConversions }) => [
    name,
    macros.length,
    adcConversions,
  ]);
  t.deepEqual(stages, [['cells', 2, 0]]);
});

// One neuron of τ = 20 steps, dt = τ/20 and a threshold of 0.2: keep = 0.95, active 0.8 µs.
test('R, κ and thresholds of a LIF layer are those of the formulas', t => {
  const { program } = spikingChip(lif(2, { resetValue: Float64Array.of(0, -0.1) }), 2);
  const { voltsPerUnit, threshold, reset, conductances, states, phase } = elementsOf(
    program,
    spikingCircuits(program)[0]!,
  );
  t.is(voltsPerUnit, 0.5 / 0.2);
  t.deepEqual([...threshold!], [0.5, 0.5]);
  t.deepEqual([...reset!.volts], [0, -0.25]);
  t.is(states, 1);
  t.true(Math.abs(phase.active - 0.8e-6) < 1e-18 && phase.pulse === 250e-9);
  const ohm = 1 / conductances[0]!.leakU;
  t.true(Math.abs(ohm / (-0.8e-6 / (1e-12 * Math.log(0.95))) - 1) < 1e-12, `${ohm}`);
});

test('offsets of comparators are those of the chip, with the deviation that was asked for', t => {
  const on = (offset: number, seed: number) => {
    const { program } = spikingChip(lif(400), 400, { on: { neurons: { ...analog, offset } } });
    return elementsOf({ ...program, seed }, spikingCircuits(program)[0]!).threshold!;
  };
  const drawn = on(0.01, 1);
  t.deepEqual(drawn, on(0.01, 1));
  t.notDeepEqual(drawn, on(0.01, 2));
  const rms = Math.sqrt(drawn.reduce((sum, v) => sum + (v - 0.5) ** 2, 0) / 400);
  // The deviation of a deviation of 400 draws is 3.5 %.
  t.true(Math.abs(rms / 0.01 - 1) < 0.15, `${rms}`);
});

const on = (change: Partial<AnalogNeurons>, rest: Partial<Hardware> = {}) => ({
  on: { neurons: { ...analog, ...change }, ...rest },
});
const one = (value: number): Float64Array => Float64Array.of(value);
const alif: Neuron = {
  ...{ model: 'alif', timeStep: 1, timeConstant: one(20), adaptationTimeConstant: one(50) },
  ...{ baseline: one(0.1), strength: one(1.8) },
};
const resonator = { timeStep: 0.01, damping: one(0.1), threshold: one(1) };
const refused = (neuron: Neuron) => () => spikingChip(neuron, 1);
const centred = (): unknown => {
  const network = tinySpiking();
  const { spikes: _, ...input } = network.input;
  return chip({ ...network, input }, hardware({ neurons: analog, centre: 'all' }), spikeTrains(2, 3, 9));
};
const bad: Record<string, readonly [() => unknown, RegExp]> = {
  alif: [
    refused(alif),
    /cells: neuron\.model: found "alif", which is no circuit: its threshold moves .*; expected if, li/,
  ],
  'izhikevich-rf': [
    refused({ model: 'izhikevich-rf', frequency: one(5), ...resonator }),
    /both of its states to a value/,
  ],
  hrf: [
    refused({ model: 'hrf', refractoryDecay: 0.9, frequency: one(5), ...resonator }),
    /follows the first one within/,
  ],
  integrator: [refused({ model: 'integrator', timeStep: 1, resistance: one(1) }), /its value has no bound/],
  gamma: [
    refused({ model: 'gamma', timeStep: 1, timeConstant: one(5), threshold: one(1) }),
    /"gamma", which is no circuit/,
  ],
  'sigma-delta': [refused({ model: 'sigma-delta', bias: one(0), threshold: one(1) }), /it sends numbers/],
  'a step that keeps nothing': [
    refused(lif(1, { timeConstant: one(1) })),
    /cells: membrane 0: found a step that keeps 0 of its state; expected a share above 0/,
  ],
  'a threshold of 0': [
    refused(lif(1, { threshold: one(0) })),
    /cells: neuron\.threshold: found 0 as the largest; expected one above 0/,
  ],
  'ohms that nobody can build': [
    () => spikingChip(lif(1), 1, on({ timeStep: 10, updateTime: 1 })),
    /cells: neuron 0: found 1\.75e\+14 ohm beside its capacitor of 1e-12 F; expected 10000 to 1000000000000 ohm/,
  ],
  'too few ohms': [
    () => spikingChip(lif(1), 1, on({ capacitance: 1e-6 })),
    /found 15\.6 ohm beside its capacitor of 0\.000001 F/,
  ],
  'a refractory time without a value to be held at': [
    () => spikingChip(lif(1, { reset: 'subtract' }), 1, on({ refractorySteps: 2 })),
    /cells: neuron\.reset: found "subtract" and neurons\.refractorySteps above 0; expected a reset to a value/,
  ],
  'a right angle in a step': [
    refused({ model: 'brf', refractoryDecay: 0.9, frequency: one(99.9), ...resonator }),
    /cells: damping\[0\]: found 0\.1, which turns a state by a right angle/,
  ],
  'centred products': [centred, /synapses: mapping\.centre: found "all", and an input that is no spikes/],
  'devices that are not ohmic': [
    () =>
      spikingChip(lif(1), 1, {
        on: {
          device: { model: 'ideal', gMin: 50e-6, gMax: 225e-6, parameters: {}, parts: { conduction: 'rram-milo2021' } },
        },
      }),
    /found devices \("rram-milo2021"\) that do not follow Ohm's law; expected ohmic ones where neurons are circuits/,
  ],
  'averaged reads': [
    () => spikingChip(lif(1), 1, { on: { read: { voltage: 0.2, time: 250e-9, average: 4 } } }),
    /found read\.average 4; expected 1/,
  ],
  'neurons behind maps': [
    () => chip(tinyMaps(), hardware({ neurons: analog }), spikeTrains(2, 40, 5)),
    /fire: neurons: found neurons behind "first\.product\.maps" \(gather\), and neurons "analog"; expected a layer of weights/,
  ],
};
for (const [name, [make, message]] of Object.entries(bad))
  test(`refused at compile time: ${name}`, t => {
    t.throws(make, { instanceOf: InputError, message });
  });

test('every model that is a circuit has plausible elements in the tests of this room', t => {
  for (const neuron of circuitNeurons(6)) t.notThrows(() => spikingChip(neuron, 6));
});
