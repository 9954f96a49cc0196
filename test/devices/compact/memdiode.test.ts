import test from 'ava';
import { simulateModel } from '../../../devices/compact/integrate.js';
import { memdiode } from '../../../devices/compact/memdiode.js';

const parameters = memdiode.parameters;

test('a constant voltage drives H exponentially to Tr/(Ts + Tr)', t => {
  for (const volt of [-1.2, -0.5, 0, 0.8, 1.2, 1.5]) {
    const set = parameters.setTime.value * Math.exp(-volt / parameters.setVolt.value);
    const reset = parameters.resetTime.value * Math.exp(volt / parameters.resetVolt.value);
    const end = reset / (set + reset);
    const time = 1 / (1 / set + 1 / reset);
    const points = [0.1 * time, time, 5 * time];
    const { states } = simulateModel(memdiode.create({ initial: 0.4 }), () => volt, {
      duration: 5 * time,
      points,
      tolerance: 1e-9,
    });
    points.forEach((seconds, k) => {
      const exact = end + (0.4 - end) * Math.exp(-seconds / time);
      t.true(Math.abs(states[k]! - exact) < 1e-8, `${volt} V after ${seconds} s: ${states[k]}, not ${exact}`);
    });
  }
});
