import { phaseFactors } from '../compiler/active-phase.js';
import { convert } from '../compiler/drive.js';
import type { NeuronElements } from '../compiler/neuron-elements.js';
import type { FeedbackStates } from '../models/feedback.js';
import type { RandomStream } from '../numeric/random.js';

/** Neurons that are circuits, for some series side by side, each from 0 V. */
export interface AnalogNeuronStates extends FeedbackStates {
  /** V on the membranes at the end of the last phase, before any reset: series × width. */
  readonly membranes: Float64Array;
  /** V that each was compared with. */
  readonly levels: Float64Array;
}

/** What differs from decision to decision, and how values leave. */
export interface NeuronPeriphery {
  /** V, of each decision of a comparator, drawn from `draws`; not there where there is none. */
  readonly noise?: { readonly volts: number; readonly draws: RandomStream };
  /** Of the converters of neurons that yield values, to each side of zero; null is exact. */
  readonly steps: number | null;
  /** V, their full scale. */
  readonly swing: number;
}

/**
 * The circuits of `elements`, phase by phase: what drives them is constant during the read pulse and nothing after it, so
 * that a phase is exact in closed form: of BRF, whose pole is λ(q) = ln(z − dt·q)/active, e^(λ·active) is z − dt·q. Drives come, and values leave,
 * in the unit of the network.
 */
export function analogNeuronStates(
  elements: NeuronElements,
  series: number,
  { noise, steps, swing }: NeuronPeriphery,
): AnalogNeuronStates {
  const { width, voltsPerUnit, capacitance, phase, conductances, rest, threshold, balance } = elements;
  const fixed = conductances.map(one => phaseFactors(one, capacitance, phase));
  const state = (): Float64Array => new Float64Array(series * width);
  const [u, w, q, membranes, levels, outputs] = [state(), state(), state(), state(), state(), state()];
  let decisions = 0;
  const fire = (at: number, i: number): void => {
    const q0 = q[at]!;
    const drawn = noise ? noise.volts * noise.draws.normal(decisions++) : 0;
    const level = threshold![i]! + (balance ? voltsPerUnit * q0 : 0) + drawn;
    const held = !balance && q0 > 0;
    const z = u[at]! > level && !held ? 1 : 0;
    levels[at] = level;
    outputs[at] = z;
    if (balance) q[at] = balance.decay * q0 + z;
    else if (z || held) {
      q[at] = z ? elements.refractorySteps : q0 - 1;
      const { kind, volts } = elements.reset ?? { kind: 'subtract', volts: undefined };
      if (volts) u[at] = kind === 'subtract' ? u[at]! - volts[i]! : volts[i]!;
    }
  };
  return {
    outputs,
    membranes,
    levels,
    ...(threshold && { thresholds: levels }),
    scale: voltsPerUnit,
    step(drive, active) {
      for (let at = 0; at < active * width; )
        for (let i = 0; i < width; i++, at++) {
          const { uu, uw, wu, ww, ux, wx } = fixed[i]!;
          // All conductances of BRF follow q so that a phase is the same but for the real part of its turn.
          const less = balance ? balance.timeStep * q[at]! : 0;
          const before = u[at]!;
          const other = w[at]!;
          const x = voltsPerUnit * drive[at]!;
          u[at] = (uu - less) * before + uw * other + (1 - uu) * rest[i]! + ux * x;
          w[at] = wu * before + (ww - less) * other + wx * x;
          membranes[at] = u[at]!;
          if (threshold) fire(at, i);
          else outputs[at] = (swing * convert(u[at]! / swing, steps)) / voltsPerUnit;
        }
    },
  };
}
