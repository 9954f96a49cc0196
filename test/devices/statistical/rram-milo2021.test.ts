import test from 'ava';
import fc from 'fast-check';
import { list, oneDevice } from '../one.js';

const milo = oneDevice('rram-milo2021');
const { conduction } = milo.device;

test('the published error in uS', t => {
  const error = (uS: number): number => 1e6 * milo.program(1e-6 * uS, 1) - uS;
  t.is(list([50, 100, 225].map(error), 6), '4.326971/3.871621/2.733246');
});

// I in µA at −0.5, −0.2, 0.2 and 0.5 V, in Python from powers of log10 G as CrossSim has them. By G in µS.
const curves: Record<string, string> = {
  50: '-36.313210/-11.610707/8.655169/17.841095',
  62.5: '-38.374702/-13.528116/11.621000/26.455228',
  76.2: '-42.510370/-15.894835/14.652930/34.748463',
  93.9: '-49.371692/-19.163874/18.400921/44.603235',
  110: '-56.417344/-22.247296/21.725343/53.155138',
  225: '-112.858683/-45.061411/44.933227/112.057537',
};

for (const [uS, currents] of Object.entries(curves))
  test(`the published I-V curve at ${uS} uS`, t => {
    const found = [-0.5, -0.2, 0.2, 0.5].map(volt => 1e6 * conduction.current(1e-6 * Number(uS), volt));
    t.is(list(found, 6), currents);
    t.is(conduction.slope(1e-6 * Number(uS), 0), 1e-6 * Number(uS));
  });

test('devices beyond the window have the curve of its end', t => {
  const shape = (siemens: number): number => conduction.current(siemens, 0.4) / siemens;
  t.true(Math.abs(shape(20e-6) / shape(50e-6) - 1) < 1e-15);
  t.true(Math.abs(shape(260e-6) / shape(225e-6) - 1) < 1e-15);
  t.is(conduction.current(0, 0.4), 0);
});

test('the slope is the derivative of the current', t => {
  const g = fc.double({ min: 20e-6, max: 260e-6, noNaN: true });
  const volt = fc.double({ min: -0.5, max: 0.5, noNaN: true });
  fc.assert(
    fc.property(g, volt, (siemens, v) => {
      const rise = (conduction.current(siemens, v + 1e-4) - conduction.current(siemens, v - 1e-4)) / 2e-4;
      return Math.abs(rise / conduction.slope(siemens, v) - 1) < 1e-6;
    }),
  );
  t.pass();
});

test('many devices have the currents and slopes of each, to the bit', t => {
  const siemens = Float64Array.of(0, 20e-6, 50e-6, 83e-6, 110e-6, 260e-6);
  const volts = Float64Array.of(0.1, -0.5, 0.2, -0.13, 0.5, 0.31);
  const [current, slope] = [new Float64Array(6), new Float64Array(6)];
  conduction.devices!(siemens)(volts, current, slope);
  t.deepEqual(current, siemens.map((g, k) => conduction.current(g, volts[k]!))); // biome-ignore format: one thing
  t.deepEqual(slope, siemens.map((g, k) => conduction.slope(g, volts[k]!))); // biome-ignore format: one thing
});
