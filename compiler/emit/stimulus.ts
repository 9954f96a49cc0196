import type { Dialect } from './dialect.js';
import { wrap } from './spice-text.js';
import type { StepTiming } from './step-timing.js';

// The sources on top of a netlist of layers: what moves on from step to step.

/** A value for each step, as a voltage that moves on where they begin, or `late` steps after that in half a ramp. */
type ValueSource = (node: string, values: Float64Array, late: 0 | 1) => string;

/** By the index of the step, for an analysis at rest. */
export const readTable =
  (dialect: Dialect): ValueSource =>
  (node, values) => {
    const points = values.length === 1 ? [values[0]!, values[0]!] : [...values];
    return wrap(
      `b${node} ${node} 0 v=${dialect.lookup}(v(idx), ${points.map((v, k) => `${k},${v}`).join(', ')})`.split(' '),
    );
  };

/** From 0 V, and on to each value in a ramp. */
export const stepSource =
  (layer: string): ValueSource =>
  (node, values, late) => {
    const points = ['0 0'];
    values.forEach((value, k) => {
      const begin = `${k + late}*tstep_${layer}`;
      if (k + late > 0) points.push(`{${begin}} ${k === 0 ? 0 : values[k - 1]!}`);
      points.push(`{${begin}+${late ? '0.5*' : ''}tramp_${layer}} ${value}`);
    });
    return wrap(`v${node} ${node} 0 pwl(${points.join(' ')})`.split(' '));
  };

/** 1 V during pulses. */
export function pulseGate(layer: string): string {
  const [step, read, ramp] = ['tstep', 'tread', 'tramp'].map(name => `${name}_${layer}`);
  const times = `{${read}} {${ramp}} {${ramp}} {${step}-${read}-${ramp}} {${step}}`;
  return `v${layer}_pulse ${layer}_pulse 0 pulse(0 1 ${times})`;
}

/** 1 V around the moments at which outputs or states are looked at, see `sampleTime`: short windows as a whole. */
export function sampleGate(layer: string, timing: StepTiming, states: boolean): string[] {
  const [step, read, ramp] = ['tstep', 'tread', 'tramp'].map(name => `${name}_${layer}`);
  const gate = `${layer}_sample ${layer}_sample 0`;
  if (states && timing.rest === 0) return [`b${gate} v=max(0,1-2*v(${layer}_pulse))`];
  const begin = states ? `${step}+0.45*${read}` : `0.85*${read}`;
  return [`v${gate} pulse(0 1 {${begin}} {${ramp}} {${ramp}} {0.1*${read}-${ramp}} {${step}})`];
}
