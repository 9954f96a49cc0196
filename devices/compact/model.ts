import type { ParameterTable, Values } from '../parameter.js';
import type { RandomSteps } from './random-steps.js';

/** One variable of a model's state, held between its bounds. */
export interface StateVariable {
  readonly name: string;
  /** SI; empty for a pure number. */
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly initial: number;
  /** What 1 V stands for at the node that holds it in the ngspice subcircuit, in the same unit: 1e-9 for nm. */
  readonly perVolt: number;
}

/**
 * A dynamic compact model of one memristor between its terminals p and n:
 *
 *   i = I(v, x)        dx/dt = f(v, x)
 *
 * for the voltage v (V) from p to n and the state x. It is passive, v I(v, x) ≥ 0, and f never leads out of the bounds of
 * x. Equations that want the current or the temperature take them from I and from the power.
 */
export interface CompactModel {
  /** Its name in the table of models, e.g. `vteam`. */
  readonly name: string;
  readonly states: readonly StateVariable[];
  /** A from p to n. */
  current(volt: number, state: Float64Array): number;
  /** dx/dt in the unit of each variable per s, into `rate`; where there is noise, at its value `chi`, default 0. */
  rate(volt: number, state: Float64Array, rate: Float64Array, chi?: number): void;
  /** What moves the states at random, from cycle to cycle; without it a model is deterministic. */
  readonly random?: RandomSteps;
  /**
   * The same equations as the lines of an ngspice subcircuit, `.subckt name p n` to `.ends`, whose states are the voltages
   * of inner nodes named as they are. Plain dialect: no XSPICE, no LTspice mode, every expression finite where all
   * voltages are 0. With `seconds` it has the same noise as here until then; without, it has none.
   */
  subcircuit(name: string, seconds?: number): string;
  /**
   * Where it is there, the equations do not fit in a subcircuit: this one is a cell that is read with its state held at
   * `state`, within ±`volt`, and `subcircuit` is that cell in the initial state.
   */
  readonly readCell?: {
    readonly volt: number;
    subcircuit(name: string, state: Float64Array): string;
  };
}

/** A compact model as the table of models lists it. */
export interface CompactEntry<Table extends ParameterTable = ParameterTable> {
  readonly name: string;
  readonly title: string;
  /** Paper and equations. */
  readonly source: string;
  /** A sine (amplitude in V, frequency in Hz) that moves it through most of its range in a wide loop. */
  readonly shown: { readonly volt: number; readonly hertz: number };
  /** Where it departs from its publication, and what it leaves out; empty where nothing is. */
  readonly limits: readonly string[];
  readonly parameters: Table;
  /** Other published sets of constants by name: what each changes of `parameters`. */
  readonly variants?: Readonly<Record<string, Partial<Values<Table>>>>;
  /** The model with some parameters changed. InputError names one that is unknown or out of its range. */
  create(changed?: Partial<Values<Table>>): CompactModel;
}
