import test from 'ava';
import { list, oneDevice } from '../one.js';

// In Python, from the formulas of aihwkit's ReRamCMONoiseModel; µS.
test('both windows of acceptance have their published error', t => {
  const errors = (acceptance: number): string => {
    const { program } = oneDevice('rram-cmo', { acceptance });
    return list(
      [8, 50, 90].map(uS => 1e6 * program(1e-6 * uS, 1) - uS),
      8,
    );
  };
  t.is(errors(0.002), '.00936139/.05425057/.09700217');
  t.is(errors(0.02), '.10154073/.57573225/1.02734322');
});

test('an acceptance that nobody published is refused', t => {
  t.throws(() => oneDevice('rram-cmo', { acceptance: 0.01 }), {
    name: 'InputError',
    message: 'device rram-cmo: acceptance: found 0.01; expected 0.002 or 0.02',
  });
});

const cmo = oneDevice('rram-cmo');

test('mean and spread of the drift in uS, the same for all conductances', t => {
  for (const target of [8e-6, 40e-6]) {
    const mean = (seconds: number): number => 1e6 * (cmo.age(target, 0, seconds) - target);
    const spread = (seconds: number): number => 1e6 * (cmo.age(target, 1, seconds) - cmo.age(target, 0, seconds));
    const ages = [3600, 86400, 3.15576e8];
    t.is(list(ages.map(mean), 6), '-0.728810/-1.011664/-1.741762');
    t.is(list([1, ...ages].map(spread), 6), '.411833/.755851/.889366/1.233992');
    t.is(mean(1), 0);
  }
  t.is(cmo.trait(40e-6, -0.3), -0.3);
});

test('before 1 s it is as at 1 s, and at once as programmed', t => {
  t.is(cmo.age(4e-5, 1.5, 0), 4e-5);
  t.is(cmo.age(4e-5, 1.5, 1e-9), cmo.age(4e-5, 1.5, 1));
});

test('read noise by the logarithm of the conductance', t => {
  t.is(list([8e-6, 50e-6, 90e-6].map(cmo.flicker), 9), '.003130522/.000942305/.000602160');
  t.deepEqual([0, 1e-6].map(cmo.flicker), [0, 0]);
});
