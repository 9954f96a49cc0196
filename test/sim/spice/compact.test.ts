import test from 'ava';
import type { CompactEntry } from '../../../devices/compact/model.js';
import { compactModels } from '../../../devices/compact/table.js';
import { pulses, sine, triangle, type Waveform } from '../../../devices/compact/waveform.js';
import { SpicePool } from '../../../sim/spice/pool.js';
import { cases } from '../../devices/compact/cases.js';
import { agreement, type CompactRun, compactNetlist } from './compact-circuit.js';
import { nativeAvailable, runNative } from './native.js';

const pool = new SpicePool({ workers: 2 });
test.after.always(() => pool.close());

const native = nativeAvailable();

/** Two periods of a sine, a triangle half as high again, and pulses of either sign. */
const waves = (volt: number, period: number): Readonly<Record<string, Waveform>> => ({
  sine: sine(volt, 1 / period),
  triangle: triangle(1.5 * volt, period, 2),
  'pulse train': pulses({
    low: -volt,
    high: volt,
    delay: 0.05 * period,
    rise: 0.02 * period,
    width: 0.4 * period,
    fall: 0.02 * period,
    period,
  }),
});

// ngspice: reltol 1e-7, steps up to a 2000th of the duration. Integrator: tolerance 1e-8. Models with a `window` switch
// within less than a step; their values may be those of 1/20 000 of the duration earlier or later.
for (const [name, entry] of Object.entries<CompactEntry>(compactModels)) {
  // A cell to be read does not move; see compact-variants.test.ts.
  if (entry.create().readCell) continue;
  const { volt, hertz } = entry.shown;
  const { window = 0 } = cases[name as keyof typeof cases];
  for (const [kind, wave] of Object.entries(waves(volt, 1 / hertz)))
    test(`${name} in ngspice and in the integrator, ${kind}`, async t => {
      const run: CompactRun = { model: entry.create(), wave, duration: 2 / hertz, window };
      const netlist = compactNetlist(run);
      const outcome = await pool.run(netlist);
      if (outcome.status === 'failed') throw outcome.error;
      const plots = { WebAssembly: outcome.result, ...(native ? { native: runNative(netlist) } : {}) };
      for (const [where, plot] of Object.entries(plots)) {
        const { current, state, swing } = agreement(run, plot);
        t.log(
          `${where}: current ${current.toExponential(1)}, state ${state.toExponential(1)}, swing ${swing.toFixed(2)}`,
        );
        t.true(current < 1e-3, `current ${current} of full scale apart`);
        t.true(state < 1e-3, `state ${state} of its range apart`);
        t.true(swing > 0.3, 'the state moved');
      }
    });
}
