import test from 'ava';
import { dialects } from '../../../compiler/emit/dialect.js';
import {
  layerCircuit,
  layersOnCrossbars,
  volatileLayers,
  volatileLoops,
} from '../../../compiler/emit/layer-circuit.js';
import { type DrivenLayer, layersNetlist } from '../../../compiler/emit/netlist.js';
import { tileConductances } from '../../../compiler/tile-array.js';
import { layerInputs, layerSignals } from '../../../sim/layer-run.js';
import { chip, hardware, mars, pcm, randomSeries, volatileUnits } from '../builders.js';

const series = randomSeries([20, 20]);
const on = hardware({
  device: pcm(),
  array: {
    ...{ rows: 5, columns: 8, wordLineResistance: 2, bitLineResistance: 3 },
    ...{ driverResistance: 50, senseResistance: 20, capacitance: { word: 1e-15, bit: 2e-15, cell: 0 } },
  },
  ...{ dac: { bits: 8 }, adc: { bits: 8 }, recurrence: volatileUnits() },
});
const program = chip(mars({ units: 6 }), on, series, 7);
const inputs = layerInputs(program, series.series[0]!, { time: 3600, steps: 4 });
const driven = (name: string): DrivenLayer => ({
  circuit: layerCircuit(program, name, 3600),
  signals: layerSignals(program, name, inputs.get(name)!, { time: 3600 }),
});
const all = layersOnCrossbars(program);
const subcircuits = (text: string): string[] => [...text.matchAll(/^\.subckt (\S+)/gm)].map(match => match[1]!);

test('subcircuits mirror tiles, devices and layers, and each has its end', t => {
  const text = layersNetlist([driven('block1')], { title: 'one\nlayer', analysis: 'tran' });
  const tiles = program.plans.find(({ name }) => name === 'block1')!.tiles;
  t.true(tiles.length > 2);
  t.deepEqual(subcircuits(text), [
    ...tiles.map(({ name }) => name.replace('[', '_').replace(',', '_').replace(']', '')),
    ...Array.from({ length: 6 }, (_, unit) => `block1_unit${unit}`),
    'block1',
  ]);
  t.deepEqual(
    [...text.matchAll(/^\.ends (\S+)/gm)].map(match => match[1]!),
    subcircuits(text),
  );
  t.true(text.startsWith('one layer\n* block1, written by Ohmweave for ngspice.\n'));
});

test('at rest there are no devices and no capacitors, and all layers stand in one file', t => {
  const text = layersNetlist(all.map(driven), { title: 'all', analysis: 'dc' });
  for (const name of all) t.regex(text, new RegExp(`^x${name} `, 'm'));
  t.false(subcircuits(text).some(name => name.includes('unit')));
  t.notRegex(text, /^c[wbc]\d/m);
  t.is([...text.matchAll(/^\.meas dc worst_/gm)].length, all.length);
});

test('the devices and wires are those of the tile, the wires by their parameters', t => {
  const { circuit } = driven('block1');
  const text = layersNetlist([driven('block1')], { title: 't', analysis: 'tran' });
  const { tiles } = program.plans.find(({ name }) => name === 'block1')!;
  circuit.tiles.forEach((tile, k) => {
    t.deepEqual(tile.array.conductance, tileConductances(tiles[k]!, on, 3600));
  });
  const first = tiles[0]!;
  const ohm = 1 / tileConductances(first, on, 3600)[0]!;
  t.regex(text, new RegExp(`^rc0_0 w0_0 b0_0 ${ohm}$`, 'm'));
  t.regex(text, /^rw0_0 in0 w0_0 \{rdriver\+1\*rword\}$/m);
  t.regex(text, /^\.param rword=2 rbit=3$/m);
  t.regex(text, /^cw0_0 w0_0 0 \{cword\}$/m);
});

test('what stands on top can be changed: parameters come before all else', t => {
  const text = layersNetlist([driven('block1')], { title: 't', analysis: 'tran' });
  t.true(text.lastIndexOf('\n.param') < text.indexOf('\n.subckt'));
});

test('other dialects say that nobody has run them', t => {
  for (const name of ['xyce', 'ltspice'] as const) {
    const text = layersNetlist([driven('block1')], { title: 't', analysis: 'tran', dialect: dialects[name] });
    t.true(text.includes(`* UNTESTED: nobody has run this in ${name}.`));
    t.false(text.includes('.options klu'));
  }
});

test('with fewer units there are the first ones only', t => {
  const few = layerCircuit(program, 'block1', 0, 2);
  t.is(few.outputs, 2);
  t.is(few.neurons!.volatile!.devices.length, 2);
});

test('which layers there are', t => {
  t.deepEqual(all, ['encoder', 'block1', 'block2', 'readout']);
  t.deepEqual(volatileLayers(program), ['block1', 'block2']);
  t.deepEqual(volatileLayers({ ...program, hardware: { ...on, recurrence: { kind: 'digital' } } }), []);
  t.deepEqual(volatileLoops(program), []);
});

test('bad input is refused', t => {
  const refused = (make: () => unknown, message: string): void => {
    t.is(t.throws(make, { name: 'InputError' }).message, message);
  };
  refused(
    () => layerCircuit(program, 'block7', 0),
    'layer: found "block7"; expected one that stands on crossbars: encoder, block1, block2, readout',
  );
  refused(() => layersNetlist([], { title: 't', analysis: 'dc' }), 'netlist: found no layers; expected at least one');
  const { circuit, signals } = driven('block1');
  const shouting = { circuit: { ...circuit, name: 'BLOCK1' }, signals };
  refused(
    () =>
      layersNetlist([driven('block1'), { ...shouting, circuit: { ...shouting.circuit, tiles: [] } }], {
        title: 't',
        analysis: 'dc',
      }),
    'netlist: BLOCK1: is block1 in SPICE, as block1 is; expected layers to be named otherwise',
  );
  const short = { circuit, signals: { ...signals, states: signals.states!.slice(1) } };
  refused(
    () => layersNetlist([short], { title: 't', analysis: 'tran' }),
    'block1: found 4 steps of inputs and 23 expected values; expected at least one step, and 6 values for each',
  );
  t.throws(() => layersNetlist([driven('block1'), driven('encoder')], { title: 't', analysis: 'tran' }), {
    name: 'InputError',
    message: /^encoder: found steps of 2\.5e-7 s; expected .* s, as block1 has them: ngspice has one clock for all$/,
  });
});
