// How well reservoirs follow a series: Mackey-Glass, the Santa Fe laser and NARMA-10, MARS beside an echo state network of
// the same width. Run it: node node_modules/ohmweave/dist/examples/forecasting.js [santafe_laser.npy]
import {
  aheadOf,
  type ForecastTask,
  forecast,
  mackeyGlass,
  narma,
  parseSettings,
  type ReservoirName,
  readSeriesSet,
  reservoirNamed,
} from 'ohmweave';

const seeds = [1, 2];
const units = 'units=100';

/** Lists of settings to choose from, by the last fifth of the training steps. */
const candidates: readonly [ReservoirName, readonly string[]][] = [
  ['esn', [units, 'rho=0.8,0.9', 'leak=0.3,1', 'omega=0.1,0.3,1']],
  ['mars', [units, 'delta=0.3', 'steepness=1,6', 'omega=0.1,0.3', 'beta=0.3']],
];

/** As a series from −1 to 1. */
function scaled(series: Float64Array): Float64Array {
  const least = series.reduce((a, b) => Math.min(a, b));
  const most = series.reduce((a, b) => Math.max(a, b));
  return series.map(value => (2 * (value - least)) / (most - least) - 1);
}

const chaos = scaled(mackeyGlass(5000, 1));
const tasks: ForecastTask[] = [1, 10, 84].map(horizon =>
  aheadOf(`Mackey-Glass, ${horizon} ahead`, chaos, horizon, { washout: 100, train: 2500, test: 2000 }),
);
const laser = process.argv[2];
if (laser)
  tasks.push(
    aheadOf('Santa Fe laser, 1 ahead', scaled(readSeriesSet(laser, { rows: 'steps' }).series[0]!.values), 1, {
      washout: 100,
      train: 2900,
      test: 1000,
    }),
  );
else console.log('No file of the Santa Fe laser given: left out.');
const { input, output } = narma(4300, 1);
tasks.push({ name: 'NARMA-10', input: scaled(input), target: output, washout: 200, train: 2000, test: 2000 });

console.log(
  `NRMSE on steps that chose nothing, mean of ${seeds.length} seeds (1 is as good as the mean of the series):`,
);
for (const task of tasks)
  for (const [name, texts] of candidates) {
    const reservoir = reservoirNamed(name);
    const found = seeds.map(seed => forecast(reservoir, task, parseSettings(reservoir, texts), seed));
    const error = found.reduce((sum, one) => sum + one.error, 0) / seeds.length;
    const { settings, lambda } = found[0]!;
    const chosen = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
    console.log(`${task.name}: ${name} ${error.toPrecision(2)} (seed 1: ${chosen.join(' ')}, λ = ${lambda})`);
  }
