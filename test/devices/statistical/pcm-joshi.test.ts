import test from 'ava';
import { list, oneDevice } from '../one.js';

const joshi = oneDevice('pcm-joshi');

test('the published error in uS, whatever the window', t => {
  const errors = (of: typeof joshi): number[] => [0, 5, 12.5].map(uS => 1e6 * of.program(1e-6 * uS, 1) - uS);
  t.is(list(errors(joshi), 6), '.286386/.620980/.955278');
  t.is((1e6 * joshi.program(25e-6, 1) - 25).toFixed(6), '1.065523');
  t.is(list(errors(oneDevice('pcm-joshi', { gMax: 15e-6 })), 6), '.286386/.620980/.955278');
});

test('it is the device of pcm but for 9 % of its error, and knows nothing but that', t => {
  const pcm = oneDevice('pcm');
  for (let uS = 0; uS <= 25; uS++) {
    const [own, other] = [joshi, pcm].map(({ program }) => program(1e-6 * uS, 1) - 1e-6 * uS);
    t.true(Math.abs(own! / other! - 1) < 0.09, `${uS} uS`);
  }
  t.is(joshi.age(1e-5, joshi.trait(1e-5, 2), 1e9), 1e-5);
  t.true(joshi.device.limits.some(limit => limit.includes('no retention model')));
});
