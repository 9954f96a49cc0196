import type { Device } from '../devices/device.js';
import { splitReadNoise } from '../devices/read-noise.js';
import type { LevelStatistics, MeasuredLevels } from '../devices/statistical/entry.js';
import { randomStream } from '../numeric/random.js';
import { deviation, mean } from '../numeric/statistics.js';
import { year } from './svg/format.js';
import { lineChart } from './svg/line.js';
import { figure } from './words.js';

/** Points of a curve, and the conductances whose life is drawn, as shares of the window. */
const points = 60;
const drawn = [0.1, 0.5, 1];
/** s: read noise is shown for a read of this length. */
const readTime = 1e-6;
/** V either way that a current without a limit is drawn for. */
const usualVolt = 0.3;

/**
 * The curves of a device: how it misses its target, how it drifts, how its reads scatter, and its current by voltage.
 * Where a fit has what was `measured`, it stands beside the model.
 */
export function deviceFigures(device: Device, measured?: MeasuredLevels): string[] {
  return [
    programmingFigure(device),
    driftFigure(device),
    ...noiseFigure(device),
    currentFigure(device),
    ...(measured ? measuredFigures(device, measured) : []),
  ];
}

/** Model cells of a level, enough that their deviation is good to a percent. */
const modelCells = 4000;

/** Means and deviations of levels less their targets, measured and of as many draws of the model, fresh and aged. */
function measuredFigures(device: Device, measured: MeasuredLevels): string[] {
  const { target, seconds, kelvin } = measured;
  const model = { fresh: empty(target.length), aged: empty(target.length) };
  target.forEach((siemens, level) => {
    const wanted = same(siemens, modelCells);
    const draws = (purpose: string): Float64Array => {
      const z = new Float64Array(modelCells);
      randomStream(1, purpose, level).fillNormal(z, 0);
      return z;
    };
    const programmed = device.programming.program(wanted, draws('programming'));
    const traits = device.retention.traits(wanted, draws('drift'));
    const now = { fresh: programmed, aged: device.retention.age(programmed, traits, seconds, kelvin) };
    for (const when of ['fresh', 'aged'] as const) {
      model[when].mean[level] = mean(now[when]);
      model[when].deviation[level] = deviation(now[when]);
    }
  });
  const series = (name: string, { mean, deviation }: LevelStatistics) => {
    const off = mean.map((siemens, k) => siemens - target[k]!);
    return {
      name,
      y: off,
      range: {
        low: off.map((siemens, k) => siemens - deviation[k]!),
        high: off.map((siemens, k) => siemens + deviation[k]!),
      },
    };
  };
  const after = `after ${figure(seconds, 's')} at ${kelvin} K`;
  return (['fresh', 'aged'] as const).map(when =>
    lineChart({
      title: `${device.model}: measured, ${when === 'fresh' ? 'just programmed' : after}`,
      description: `Mean conductance less target, ± one deviation: ${measured.source}, and ${modelCells} draws of the model.`,
      x: { label: 'Target conductance', values: target, unit: 'S' },
      y: { label: 'Mean − target, ± 1 σ', unit: 'S', include: [0] },
      series: [series('measured', measured[when]), series('model', model[when])],
      spread: 'bars',
    }),
  );
}

const empty = (count: number): LevelStatistics => ({
  mean: new Float64Array(count),
  deviation: new Float64Array(count),
});

function programmingFigure({ model, window, programming }: Device): string {
  const target = ramp(window.min, window.max, points);
  const error = (z: number): Float64Array => programming.program(target, same(z, points)).map((g, k) => g - target[k]!);
  return lineChart({
    title: `${model}: programming error`,
    description: `Programmed less target conductance from ${figure(window.min, 'S')} to ${figure(window.max, 'S')}.`,
    x: { label: 'Target conductance', values: target, unit: 'S' },
    y: { label: 'Median error, ± 1 σ', unit: 'S', include: [0] },
    series: [{ name: 'error', y: error(0), range: { low: error(-1), high: error(1) } }],
  });
}

function driftFigure({ model, window, retention, temperatures }: Device): string {
  const longest = Math.min(year, retention.longest);
  const seconds = Float64Array.from({ length: points }, (_, k) => longest ** (k / (points - 1)));
  const kelvin = Math.min(Math.max(300, temperatures[0]), temperatures[1]);
  const series = drawn.map(share => {
    const target = Float64Array.of(window.min + share * (window.max - window.min));
    const course = (z: number): Float64Array => {
      const traits = retention.traits(target, Float64Array.of(z));
      return seconds.map(time => retention.age(target, traits, time, kelvin)[0]!);
    };
    const [low, high] = [course(-1), course(1)];
    const range = {
      low: low.map((g, k) => Math.min(g, high[k]!)),
      high: low.map((g, k) => Math.max(g, high[k]!)),
    };
    return { name: figure(target[0]!, 'S'), y: course(0), range };
  });
  return lineChart({
    title: `${model}: drift at ${kelvin} K`,
    description: `Conductance through time of devices programmed exactly, ± one deviation from device to device.`,
    x: { label: 'Time since programming', values: seconds, unit: 's', spacing: 'time' },
    y: { label: 'Conductance', unit: 'S', include: [0] },
    series,
  });
}

/** Nothing where all reads are alike. */
function noiseFigure({ model, window, retention, readNoise }: Device): string[] {
  const siemens = ramp(window.min + (window.max - window.min) / points, window.max, points);
  const [flicker, white] = [readNoise.flicker(siemens), readNoise.white(siemens)];
  const at = (seconds: number): Float64Array => {
    const { slow, fast } = splitReadNoise(seconds + retention.referenceTime, readTime, 0);
    return flicker.map((q, k) => Math.hypot(q * Math.sqrt(slow + fast), white[k]!));
  };
  if ([...flicker, ...white].every(value => value === 0)) return [];
  const chart = lineChart({
    title: `${model}: read noise`,
    description: `Relative deviation of a read of ${figure(readTime, 's')}.`,
    x: { label: 'Conductance', values: siemens, unit: 'S' },
    y: { label: 'Deviation', unit: '%', include: [0] },
    series: [
      { name: 'after 1 s', y: at(1) },
      { name: 'after 1 day', y: at(86400) },
    ],
  });
  return [chart];
}

function currentFigure({ model, window, conduction }: Device): string {
  const most = Math.min(usualVolt, conduction.range);
  const volts = ramp(-most, most, 2 * points + 1);
  return lineChart({
    title: `${model}: current`,
    description: `Current by voltage within ± ${figure(most, 'V')}.`,
    x: { label: 'Voltage', values: volts, unit: 'V' },
    y: { label: 'Current', unit: 'A' },
    series: drawn.map(share => {
      const siemens = window.min + share * (window.max - window.min);
      return { name: figure(siemens, 'S'), y: volts.map(volt => conduction.current(siemens, volt)) };
    }),
  });
}

const ramp = (from: number, to: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, k) => from + ((to - from) * k) / (count - 1));

const same = (value: number, count: number): Float64Array => new Float64Array(count).fill(value);
