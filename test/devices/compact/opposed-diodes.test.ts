import test from 'ava';
import fc from 'fast-check';
import { memdiode } from '../../../devices/compact/memdiode.js';

// The diodes of the dynamic memdiode: its constants differ most from one end to the other.
const parameters = memdiode.parameters;

test('the current solves the circuit of resistor and diodes, to rounding', t => {
  const model = memdiode.create();
  const linear = (least: { value: number }, most: { value: number }, h: number): number =>
    least.value + (most.value - least.value) * h;
  fc.assert(
    fc.property(
      fc.double({ min: -20, max: 20, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (volt, h) => {
        const amps = model.current(volt, Float64Array.of(h));
        const saturation = linear(parameters.minCurrent, parameters.maxCurrent, h);
        const slope = linear(parameters.minSlope, parameters.maxSlope, h);
        const inner = volt - amps * linear(parameters.minSeries, parameters.maxSeries, h);
        const beta = parameters.asymmetry.value;
        const diodes = saturation * (Math.expm1(beta * slope * inner) - Math.expm1(-(1 - beta) * slope * inner));
        // The inner voltage is a difference: its last bits, times the slope of the exponentials, are what can be asked.
        const bits = 1e-14 * Math.max(Math.abs(volt), 1) * slope;
        t.true(amps * volt >= 0);
        t.true(Math.abs(diodes - amps) <= bits * (Math.abs(amps) + saturation), `${volt} V, H ${h}: ${amps} A`);
      },
    ),
  );
});

test('beyond all measure the resistor is left', t => {
  const model = memdiode.create();
  for (const volt of [1e3, -1e4, 1e6]) {
    const amps = model.current(volt, Float64Array.of(1));
    t.true(Math.abs(amps / (volt / parameters.maxSeries.value) - 1) < 0.1, `${volt} V: ${amps} A`);
  }
});
