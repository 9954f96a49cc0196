import type { Device } from '../../devices/device.js';
import { johnsonDraws } from '../../numeric/johnson.js';
import { mean, sampleDeviation } from '../../numeric/statistics.js';
import { cyclingFigures, fitCycling } from './cycling.js';
import type { RadarData } from './data.js';
import { levelCount, nominalLevel } from './data.js';
import { countSteps, fitForming, leastCost } from './forming.js';
import { goodnessOf, type LevelGoodness, modelCells, normals, verdict } from './goodness.js';
import { fitLevels, heldOut, type SmoothFit, shiftKnots, smoothBake, smoothDraw, smoothProgramming } from './levels.js';
import { rounded } from './round.js';
import { errorRateEnergy, fitReadNoise, fitTemperature } from './temperature.js';

const line = (...words: (string | number)[]): void => console.log(words.join(' '));
const list = (values: ArrayLike<number>, digits: number): string => rounded(values, digits).join(', ');

/** Programming and retention: the evidence for the shape, the parameters, and how well the device fits. */
export function printLevels(data: RadarData, device: Device, seed: number): void {
  line('PROGRAMMING, 32 levels of 32 cells before the bake; −ln likelihood of smooth fits');
  const fits = smoothProgramming(data);
  for (const { name, over, count } of fits) line(' ', `${name}: ${over.toFixed(1)} with ${count} numbers`);
  const best = fits.at(-1)!;
  line('  shape of the last:', JSON.stringify(best.shape));
  const held = heldOut(data);
  line(`  held-out halves: smooth ${held.smooth.toFixed(1)}, table of levels ${held.table.toFixed(1)}`);
  const drawn = smoothCells(best, seed);
  line('  smooth:', ...words(goodnessOf(drawn, data.before, data.level)));

  line('RETENTION, 30 min at 80 °C; −ln likelihood of smooth fits over what was read before');
  for (const family of ['normal', 'johnson'] as const) line(`  ${family}: ${smoothBake(data, family).cost.toFixed(1)}`);

  const fit = fitLevels(data);
  line('PARAMETERS, µS from the lowest level on, in the scale above the soft floor');
  line('  bias', list(fit.bias, 2));
  line('  deviation', list(fit.deviation, 2));
  line('  programming', JSON.stringify(fit.programming));
  line('  knots', list(shiftKnots, 0), ' shift', list(fit.shift, 1));
  line('  spread', list(fit.spread, 2));
  line('  baking', JSON.stringify(fit.baking));

  line(`GOODNESS of the device, seed ${seed}, 4000 model cells against 32 measured on each level`);
  const { before, after } = modelCells(device, seed, 4000);
  for (const [when, cells, measured] of [
    ['before', before, data.before],
    ['after', after, data.after],
  ] as const) {
    const levels = goodnessOf(cells, measured, data.level);
    line(`  ${when} the bake:`, ...words(levels));
    line('    level: p, mean in standard errors, ratio of deviations');
    for (const { level, p, errors, spread } of levels)
      line('   ', `${level}: ${p.toFixed(3)}, ${errors.toFixed(2)}, ${spread.toFixed(2)}`);
  }
}

/** Temperature and read noise. */
export function printTemperature(data: RadarData): void {
  const fit = fitTemperature(data);
  line('TEMPERATURE, 30 min at 80 °C to 157 °C; deviation of what moved over that of the 32 levels at 80 °C');
  for (const { name, kelvin, before, ratio } of fit.points)
    line('  ', `${(kelvin - 273.15).toFixed(0)} °C, ${name}, ${before.toFixed(0)} µS: ${ratio.toFixed(3)}`);
  line(
    `  slope ${fit.slope.toFixed(3)} ± ${fit.slopeError.toFixed(3)} eV; at 80 °C ${fit.ratio.toFixed(3)} (ln ± ${fit.ratioError.toFixed(2)})`,
  );
  for (const bits of [2, 3]) {
    const { energy, rest } = errorRateEnergy(data.errorRates, bits);
    line(
      `  estimated error rates, ${bits} bits: one curve at ${energy.toFixed(3)} eV, ln of the rate off by ${rest.toFixed(3)}`,
    );
  }
  const { readKnots, readDeviation } = fitReadNoise(data.bakes);
  line('  read noise at', list(readKnots, 0), 'µS:', list(readDeviation, 2), 'µS');
}

export function printForming(data: RadarData): void {
  const { forming } = data;
  line(
    `FORMING, ${forming.length} cells: mean step ${mean(forming).toFixed(4)} V, deviation ${sampleDeviation(forming).toFixed(4)} V`,
  );
  const sorted = forming.slice().sort();
  const at = (share: number): string => sorted[Math.floor(share * forming.length)]!.toFixed(2);
  line('  shares 0.1 %, 1 %, 10 %, 50 %, 90 %, 99 %, 99.9 % by', [0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999].map(at).join(', '), 'V'); // biome-ignore format: one thing
  const least = leastCost(countSteps(forming), forming.length);
  for (const populations of [1, 2, 3] as const) {
    const { fit, cost } = fitForming(forming, populations);
    line(`  ${populations} normal: 2 Δ ln likelihood ${(2 * (cost - least)).toFixed(1)} over ${countSteps(forming).size} steps`, JSON.stringify(fit)); // biome-ignore format: one thing
  }
}

export function printCycling(data: RadarData): void {
  for (const state of ['hrs', 'lrs'] as const) {
    const figures = cyclingFigures(data.cycling[state]);
    line(
      `CYCLING, ${state}: median ${figures.median.toFixed(0)} ohm, ln deviation of cells ${figures.cellDeviation.toFixed(3)}`,
    );
    line(`  over cycles ${figures.cycleMedian.toFixed(3)} (median cell), ${figures.cycleRms.toFixed(3)} (all)`);
    for (const [from, drift] of [
      [1, figures.drift],
      [51, figures.lateDrift],
    ] as const)
      line(
        `  drift of ln R, cycles 251–300 against ${from}–${from + 49}: ${drift.value.toFixed(3)} ± ${drift.error.toFixed(3)}`,
      );
    line('  ', JSON.stringify(fitCycling(data.cycling[state])));
  }
}

/** Pulses that write-verify needed, as numbers only. */
export function printPulses(data: RadarData): void {
  line(
    'WRITE-VERIFY; window in ohm: cells, share that succeeded, pulses: median, mean, 95 %, 99 %, mean and deviation of ln',
  );
  let run = '';
  for (const record of data.pulses) {
    if (record.run !== run) line(' ', record.run);
    run = record.run;
    const sorted = record.pulses.slice().sort();
    const at = (share: number): number => sorted[Math.floor(share * sorted.length)]!;
    const logs = sorted.map(pulses => Math.log(Math.max(pulses, 1)));
    line(`    ${record.low.toFixed(0)}–${record.high.toFixed(0)}: ${sorted.length}, ${record.success.toFixed(4)};`, at(0.5), mean(sorted).toFixed(1), at(0.95), at(0.99), mean(logs).toFixed(2), sampleDeviation(logs).toFixed(2)); // biome-ignore format: one thing
  }
}

function smoothCells(fit: SmoothFit, seed: number): Float64Array[] {
  return Array.from({ length: levelCount }, (_, level) =>
    johnsonDraws(normals(seed, 'programming', level, 4000), fit.shape!).map(smoothDraw(fit, nominalLevel(level))),
  );
}

function words(levels: readonly LevelGoodness[]): string[] {
  const { rejected, meansOff, spreadsOff, quartilesOff } = verdict(levels);
  return [
    `${rejected} of 32 levels rejected at 5 %, ${meansOff} means off by more than 2 standard errors,`,
    `${spreadsOff} deviations by more than 25 %, ${quartilesOff} quartile distances`,
  ];
}
