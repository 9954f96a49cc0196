import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { fitCycling } from '../../bench/hfo2/cycling.js';
import { type RadarData, readRadar } from '../../bench/hfo2/data.js';
import { countSteps, fitForming, formingCost, leastCost } from '../../bench/hfo2/forming.js';
import { deviceGoodness, verdict } from '../../bench/hfo2/goodness.js';
import { fitLevels, floor, heldOut, shiftKnots, smoothProgramming } from '../../bench/hfo2/levels.js';
import { rounded } from '../../bench/hfo2/round.js';
import { errorRateEnergy, fitReadNoise, fitTemperature } from '../../bench/hfo2/temperature.js';
import { hfo2RadarCycling, hfo2RadarFit, hfo2RadarForming } from '../../devices/statistical/hfo2-radar-fit.js';
import { createDevice } from '../../devices/table.js';

let read: RadarData | undefined;

/** A test on the measurements of Levy et al., which are not part of the project. */
function measured(title: string, body: (t: ExecutionContext, data: RadarData) => void): void {
  test(title, t => {
    const folder = process.env.OHMWEAVE_DATA;
    if (!folder) {
      t.log(`OHMWEAVE_DATA is not set: skipped ${title}`);
      return t.pass();
    }
    read ??= readRadar(join(folder, 'memristor-radar-hfo2'));
    return body(t, read);
  });
}

measured('the parameters of the levels are those that the data give, to the printed digits', (t, data) => {
  const { bias, deviation, programming, shift, spread, baking, ...others } = hfo2RadarFit;
  t.deepEqual(fitLevels(data), { bias, deviation, programming, shift, spread, baking });
  t.is(others.floor, floor);
  t.deepEqual(others.knots, shiftKnots);
  t.deepEqual([...new Set(data.nominal)].sort((a, b) => a - b), others.levels); // biome-ignore format: one thing
  t.is(rounded([Math.max(...data.before, ...data.after)], 1)[0], others.ceiling);
  t.deepEqual(fitReadNoise(data.bakes), { readKnots: others.readKnots, readDeviation: others.readDeviation });
});

measured('at most 4 of 32 levels are rejected, at most 3 are off, before the bake and after it', (t, data) => {
  const device = createDevice('rram-hfo2-radar');
  for (const seed of [1, 2, 3])
    for (const levels of deviceGoodness(device, data, seed)) {
      const { rejected, meansOff, spreadsOff } = verdict(levels);
      t.true(
        rejected <= 4 && meansOff <= 3 && spreadsOff <= 3,
        JSON.stringify({ seed, rejected, meansOff, spreadsOff }),
      );
    }
});

measured('programming errors have heavy tails above a soft floor, and tables foretell other cells worse', (t, data) => {
  const [plain, log, floored, heavy, best] = smoothProgramming(data).map(fit => fit.over);
  t.true(best! < heavy! - 5 && heavy! < floored! - 50 && floored! < log! - 20 && log! < plain!);
  const { smooth, table } = heldOut(data);
  t.true(smooth < table - 100);
});

measured('temperature: 0.15 ± 0.1 eV at equal times; the error rates over time were made with 2.25 eV', (t, data) => {
  const { slope, slopeError, ratio } = fitTemperature(data);
  t.is(rounded([slope], 2)[0], hfo2RadarFit.temperatureSlope);
  t.true(slopeError > 0.08 && slopeError < 0.12);
  t.true(ratio > 0.3 && ratio < 0.4);
  for (const bits of [2, 3]) t.true(Math.abs(errorRateEnergy(data.errorRates, bits).energy - 2.25) < 0.01);
});

measured('forming: three populations, as good as 56 steps of 8193 cells can tell', (t, data) => {
  t.deepEqual(fitForming(data.forming, 3).fit, hfo2RadarForming);
  const steps = countSteps(data.forming);
  const excess = 2 * (formingCost(steps, hfo2RadarForming) - leastCost(steps, data.forming.length));
  t.true(excess < 64, `${excess}`); // the 5 % point of χ² with 47 degrees of freedom
});

measured('cycling: the constants are those of the 100 cells', (t, data) => {
  for (const state of ['hrs', 'lrs'] as const) t.deepEqual(fitCycling(data.cycling[state]), hfo2RadarCycling[state]);
});
