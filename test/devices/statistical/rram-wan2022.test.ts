import test from 'ava';
import { list, oneDevice } from '../one.js';

const wan = oneDevice('rram-wan2022');
const hour = 3600;
const day = 24 * hour;

/** σ in µS of devices at an age, from the error of programming and the way since. */
function spread(device: typeof wan, target: number, seconds: number): number {
  const error = device.program(target, 1) - target;
  const way = device.age(target, device.trait(target, 1), seconds) - target;
  return 1e6 * Math.hypot(error, way);
}

// aihwkit's three polynomials, in Python; then σ² interpolated in ln t at 6 h and 36 h. By ĝ, in µS.
const golden: Record<string, [published: string, between: string]> = {
  0: ['.348/.701/.782', '.668012/.749445'],
  0.25: ['2.258/3.721/3.664', '3.574575/3.687540'],
  0.5: ['2.023/3.909/3.929', '3.730387/3.920785'],
  0.75: ['1.533/3.366/3.374', '3.199622/3.371085'],
  1: ['1.103/2.651/2.677', '2.513775/2.666240'],
};

for (const [relative, [published, between]] of Object.entries(golden))
  test(`the published spread at g = ${relative} g_max, at 1 s, 1 day and 2 days, and between them`, t => {
    const at = (seconds: number): number => spread(wan, Number(relative) * 40e-6, seconds);
    t.is(list([1, day, 2 * day].map(at), 3), published);
    t.is(list([6 * hour, 36 * hour].map(at), 6), between);
  });

test('another window rescales it: the 40 uS that the fit is for are not forgotten', t => {
  const half = oneDevice('rram-wan2022', { gMax: 20e-6 });
  for (const seconds of [1, day, 2 * day])
    t.true(Math.abs((2 * spread(half, 5e-6, seconds)) / spread(wan, 10e-6, seconds) - 1) < 1e-12);
  t.true(Math.abs((1e6 * (half.program(20e-6, 1) - 20e-6)) / (1.103 / 2) - 1) < 1e-9);
});

test('nothing happens up to 1 s; every device goes its own way, by the root of the variance gained', t => {
  for (const seconds of [0, 1e-6, 1]) t.is(wan.age(2e-5, wan.trait(2e-5, 2), seconds), 2e-5);
  const way = (z: number, seconds: number): number => wan.age(2e-5, wan.trait(2e-5, z), seconds) - 2e-5;
  for (const seconds of [60, day, 2 * day]) {
    t.true(Math.abs(way(2, seconds) / way(1, seconds) - 2) < 1e-9);
    t.true(Math.abs(way(-1, seconds) + way(1, seconds)) < 1e-20);
  }
  // √(ln t / ln 1 day) of the way of the first day
  t.true(Math.abs(way(1, 60) / way(1, day) - Math.sqrt(Math.log(60) / Math.log(day))) < 1e-9);
});

test('reads are white, and a scale of 0 leaves an exact device', t => {
  t.is(wan.white(1e-6), 0.01);
  t.is(wan.flicker(1e-6), 0);
  const exact = oneDevice('rram-wan2022', { spreadScale: 0, whiteNoise: 0 });
  t.is(exact.age(exact.program(2e-5, 3), exact.trait(2e-5, 3), day), 2e-5);
});
