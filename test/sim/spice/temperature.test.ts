import test from 'ava';
import { columnCurrent, tileNetlist } from '../../../compiler/emit/tile.js';
import { crossbarArray } from '../../../crossbar/array.js';
import { createDevice } from '../../../devices/table.js';
import { chipArray, chipCells } from '../../../sim/device-array.js';
import { temperatureSweep } from '../../../sim/spice/temperature.js';
import { randomCircuit, terminals, xbar } from '../../crossbar/circuits.js';
import { nativeAvailable, runNative } from './native.js';

const copper = { coefficient: 0.0039, reference: 300 };

for (const name of ['the near ends', 'both ends', 'both ends at 0 ohm'])
  test(`ngspice warms the wires as the simulator does, to 1e-9: ${name}`, async t => {
    const { array, voltages } = randomCircuit(7, 5, 3, 60);
    const wired = terminals[name]!(array);
    const volts = { word: voltages, bit: new Float64Array(5) };
    const warm = { title: name, volts, at: () => ({ array: wired }), ...copper };
    const { reads, worst } = await temperatureSweep(warm, [250, 300, 420], { workers: 1 });
    t.log(worst.toExponential(1));
    t.true(worst < 1e-9);
    t.true(reads.every(({ spice }, k) => k === 0 || spice[0] !== reads[0]!.spice[0]));
  });

test('one cell is the closed form: V / (R (1 + α ΔT) + Rdriver + 1/g)', async t => {
  const array = xbar([[1e-4]], { wordLine: 5e3, driver: 1e3 });
  const volts = { word: Float64Array.of(0.2), bit: new Float64Array(1) };
  const kelvins = [300, 350, 400];
  const { reads } = await temperatureSweep({ title: 'one', volts, at: () => ({ array }), ...copper }, kelvins);
  kelvins.forEach((kelvin, k) => {
    const expected = 0.2 / (5e3 * (1 + 0.0039 * (kelvin - 300)) + 1e3 + 1e4);
    t.true(Math.abs(reads[k]!.spice[0]! / expected - 1) < 1e-12);
  });
});

test('devices age as their model has it at each temperature', async t => {
  const array = crossbarArray(4, 3, new Float64Array(12).fill(100e-6), { wordLine: 2, bitLine: 2 });
  const device = createDevice('rram-hfo2-radar');
  const cells = chipCells({ array, device }, 5);
  const volts = { word: new Float64Array(4).fill(0.2), bit: new Float64Array(3) };
  const at = (kelvin: number) => chipArray({ array, device }, cells, 86400, kelvin);
  const { reads, worst } = await temperatureSweep({ title: 'hfo2', volts, at, ...copper }, [300, 400], { workers: 1 });
  t.true(worst < 1e-9);
  t.true(Math.abs(reads[1]!.spice[0]! / reads[0]!.spice[0]! - 1) > 1e-3);
  await t.throwsAsync(temperatureSweep({ title: 'hfo2', volts, at, ...copper }, [500]), { message: /temperature/ });
});

const native = nativeAvailable() ? test : test.skip;
native('an installed ngspice gives the same', async t => {
  const { array, voltages } = randomCircuit(5, 4, 6, 60);
  const volts = { word: voltages, bit: new Float64Array(4) };
  const { reads, netlist } = await temperatureSweep({ title: 'n', volts, at: () => ({ array }), ...copper }, [380]);
  const { vectors } = runNative(netlist);
  const most = Math.max(...reads[0]!.spice.map(Math.abs));
  reads[0]!.spice.forEach((amps, j) => {
    t.true(Math.abs(vectors.get(columnCurrent(j))![0]! - amps) < 1e-9 * most);
  });
});

test('the shares of driver and wire in a resistor have their own coefficients', t => {
  const array = xbar([[1e-4]], { wordLine: 3, driver: 1, bitLine: 2 });
  const wires = { coefficient: 0.004, reference: 300, kelvin: 350 };
  const netlist = tileNetlist({ title: 'x', array, wires, vectors: [Float64Array.of(1)] });
  t.regex(netlist, /^rw0_0 in0 w0_0 4 tc1=0\.003$/m);
  t.regex(netlist, /^rb0_0 b0_0 out0 2 tc1=0\.004$/m);
  t.regex(netlist, /^\.options temp=76\.85\d* tnom=26\.85\d*$/m);
});
