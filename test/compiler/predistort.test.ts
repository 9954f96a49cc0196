import test from 'ava';
import { compile } from '../../compiler/compile.js';
import { signKinds } from '../../compiler/hardware.js';
import { columnsOf } from '../../compiler/plan.js';
import { referenceEngine } from '../../models/execute.js';
import { mvmNodes } from '../../models/graph.js';
import { linear, read, steps } from '../sim/builders.js';
import { apart, chip, hardware, noiseRows } from './builders.js';

const weights = noiseRows('weights', 6, 20);
const inputs = noiseRows('inputs', 8, 20);
const wires = { wordLineResistance: 60, bitLineResistance: 60 };
const net = linear(weights);

const errorOf = (program: ReturnType<typeof chip>): number => {
  const node = mvmNodes(program.graph).find(({ name }) => name === 'w')!;
  const exact = referenceEngine().mvm(node, Float64Array.from(inputs.flat()), inputs.length, 0);
  return apart(read(program, inputs), exact) / Math.max(...exact.map(Math.abs));
};

test('arrays with resistive wires compute the weights, whatever the signs, slices, scale and size of arrays', t => {
  for (const signs of signKinds)
    for (const scale of ['tile', 'column'] as const)
      for (const slices of [undefined, { weightBits: 6, cellBits: 2, over: 'cells' } as const]) {
        const array = { rows: 15, columns: 16, ...wires };
        const on = hardware({ array, device: { gMin: 2e-6 }, signs, scale, ...(slices && { slices }) });
        const plain = chip(net, on, steps(inputs));
        const compensated = chip(net, { ...on, irDrop: 'compensated' }, steps(inputs));
        const ideal = chip(
          net,
          { ...on, array: { ...on.array, wordLineResistance: 0, bitLineResistance: 0 } },
          steps(inputs),
        );
        // Slices round the weights; what wires add to that is bounded by the tolerance of 1e-5 of each tile's weights.
        const own = errorOf(ideal);
        t.true(errorOf(plain) > own + 0.02, `${signs} ${errorOf(plain)}`);
        t.true(errorOf(compensated) < own + 1e-4, `${signs} ${scale} ${errorOf(compensated)} against ${own}`);
      }
});

test('the scale that is kept is in the tile, and the ADC has the range of the currents through the wires', t => {
  const on = hardware({ array: { rows: 32, columns: 32, ...wires }, device: { gMin: 2e-6 } });
  const { mapped, predistorted, calibrated } = compile(
    net,
    { ...on, irDrop: 'compensated' },
    { seed: 1, calibration: steps(inputs) },
  );
  const [before, after, last] = [mapped, predistorted, calibrated].map(plans => plans[0]!.tiles[0]!);
  const { share, converged, clipped } = predistorted[0]!.tiles[0]!.predistortion!;
  t.true(converged);
  t.deepEqual(clipped, []);
  t.true(share > 0.3 && share < 1);
  t.true(Math.abs(after!.scale[0]! / before!.scale[0]! / share - 1) < 1e-12);
  t.is(columnsOf(after!), columnsOf(before!));
  const range = (on: ReturnType<typeof hardware>): number =>
    chip(net, on, steps(inputs)).plans[0]!.tiles[0]!.adcFullScale;
  // Currents fall with the scale, to the tolerance.
  t.true(Math.abs(calibrated[0]!.tiles[0]!.adcFullScale / (share * range(on)) - 1) < 1e-3);
  t.is(last!.target, after!.target);
  const { gMin, gMax } = on.device;
  t.true(after!.target.every(g => g >= gMin * (1 - 1e-12) && g <= gMax * (1 + 1e-12)));
});

test('curved devices are refused', t => {
  const on = hardware({ device: { gMin: 50e-6, gMax: 150e-6, parts: { conduction: 'rram-milo2021' } } });
  t.throws(() => chip(net, { ...on, irDrop: 'compensated' }, steps(inputs)), {
    message: /mapping.irDrop: found mapping.irDrop "compensated" and devices that are not ohmic; expected "accepted"/,
  });
});
