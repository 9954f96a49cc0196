import { reject } from '../../edge/error.js';
import type { CompactModel } from './model.js';
import { type RadauStep, stages } from './radau.js';

/** A model whose states all run from 0 to 1 between their bounds; 1 is the upper bound itself, to the last bit. */
export interface ScaledModel {
  /** How many states there are. */
  readonly n: number;
  /** u of a state; InputError where it is not one of the model. */
  from(state: Float64Array, where: string): Float64Array;
  /** The state at u, in its own units; u beyond the bounds is taken at them. */
  state(u: Float64Array): Float64Array;
  /** du/dt at u. */
  rate(volt: number, u: Float64Array): Float64Array;
  /** du/dt of the inside: 0 for what is held; the others are taken off their bounds, where no gate closes. */
  rateInside(volt: number, u: Float64Array, held: Uint8Array, out: Float64Array): void;
}

/** How far from its bounds a free state is taken at least. */
const inside = 1e-12;

/** The model while its noise has the value `chi`. */
export function scaledModel(model: CompactModel, chi = 0): ScaledModel {
  const { states } = model;
  const n = states.length;
  const span = Float64Array.from(states, ({ min, max }) => max - min);
  const x = new Float64Array(n);
  const put = (k: number, u: number): void => {
    const { min, max } = states[k]!;
    x[k] = u <= 0 ? min : u >= 1 ? max : min + u * span[k]!;
  };
  const rateOf = (volt: number, out: Float64Array): void => {
    model.rate(volt, x, out, chi);
    for (let k = 0; k < n; k++) out[k]! /= span[k]!;
  };
  return {
    n,
    from: (state, where) => {
      if (state.length !== n) reject(where, `found ${state.length} numbers`, `expected one for each of ${n} states`);
      return state.map((value, k) => {
        const { name, unit, min, max } = states[k]!;
        if (!(value >= min && value <= max))
          reject(`${where}: ${name}`, `found ${value} ${unit}`.trim(), `expected from ${min} to ${max} ${unit}`.trim());
        return value === max ? 1 : (value - min) / span[k]!;
      });
    },
    state: u => {
      u.forEach((value, k) => {
        put(k, value);
      });
      return x.slice();
    },
    rate: (volt, u) => {
      const out = new Float64Array(n);
      for (let k = 0; k < n; k++) put(k, u[k]!);
      rateOf(volt, out);
      return out;
    },
    rateInside: (volt, u, held, out) => {
      for (let k = 0; k < n; k++) put(k, held[k] ? u[k]! : Math.min(Math.max(u[k]!, inside), 1 - inside));
      rateOf(volt, out);
      for (let k = 0; k < n; k++) if (held[k]) out[k] = 0;
    },
  };
}

/** A state runs into a bound, or one that is held there is drawn inward. */
export interface BoundEvent {
  readonly kind: 'reach' | 'leave';
  readonly variable: number;
  /** When, as a part of the step. */
  readonly part: number;
}

/** What a step was made of: the voltage at its parts (V), its length (s) and what may be neglected. */
export interface StepFrame {
  voltage(part: number): number;
  readonly length: number;
  readonly tolerance: number;
}

/**
 * What happens first at a bound in a step that was made as if nothing did; undefined where nothing does. It must matter:
 * a state beyond its bound by more than `tolerance`, or drawn inward, before the very end of the step, so fast that the
 * whole step would move it by a hundredth of that. Otherwise the rounding errors of a rate of 0 would count.
 */
export function firstEvent(
  step: RadauStep,
  model: ScaledModel,
  held: Uint8Array,
  { voltage, length, tolerance }: StepFrame,
): BoundEvent | undefined {
  const u = new Float64Array(model.n);
  const test = (k: number, part: number, slack: number): boolean => {
    step.at(part, u);
    if (!held[k]) return u[k]! < -slack || u[k]! > 1 + slack;
    return Math.abs(model.rate(voltage(part), u)[k]!) * length > tolerance / 100;
  };
  let first: BoundEvent | undefined;
  for (let k = 0; k < model.n; k++) {
    let before = 0;
    for (const after of stages) {
      if (first && before >= first.part) break;
      if (test(k, after, tolerance)) {
        const part = bisect(share => test(k, share, 0), before, after);
        const late = held[k] && part > 1 - 1e-6;
        if (!late && part < (first?.part ?? Number.POSITIVE_INFINITY))
          first = { kind: held[k] ? 'leave' : 'reach', variable: k, part };
        break;
      }
      before = after;
    }
  }
  return first;
}

/** Where `test` turns true between two parts of a step: just after. */
function bisect(test: (part: number) => boolean, before: number, after: number): number {
  let [low, high] = [before, after];
  while (high - low > 1e-10) {
    const middle = (low + high) / 2;
    if (test(middle)) high = middle;
    else low = middle;
  }
  return high;
}
