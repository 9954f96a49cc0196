import { reject } from '../../edge/error.js';
import { type Neuron, neuronWidth } from './neuron.js';

/** InputError, naming `where` and what in it, where a neuron's constants cannot be computed with. */
export function requireNeuron(neuron: Neuron, where: string): void {
  requireArrays(neuron, where);
  if ('timeStep' in neuron && !(neuron.timeStep > 0 && neuron.timeStep < Number.POSITIVE_INFINITY))
    reject(`${where}: timeStep`, `found ${neuron.timeStep}`, 'expected a time above 0');
  for (const name of ['timeConstant', 'synapseTimeConstant', 'adaptationTimeConstant'])
    requireEach(neuron, where, name, tau => tau > 0, 'expected a time above 0');
  if ('discretisation' in neuron && neuron.discretisation === 'euler') requireEulerSteps(neuron, where);
  if ('resetValue' in neuron)
    neuron.resetValue.forEach((value, i) => {
      const limit = neuron.threshold[i]!;
      if (value > limit)
        reject(`${where}: resetValue[${i}]`, `found ${value}`, `expected at most the threshold, ${limit}`);
    });
  if ('frequency' in neuron) requireResonance(neuron, where);
  if ('refractoryDecay' in neuron && !(neuron.refractoryDecay >= 0 && neuron.refractoryDecay < 1))
    reject(`${where}: refractoryDecay`, `found ${neuron.refractoryDecay}`, 'expected at least 0 and below 1');
  if (neuron.model === 'gamma')
    requireEach(neuron, where, 'threshold', level => level > 0, 'expected above 0: a spike stands for twice as much');
  if (neuron.model === 'sigma-delta')
    requireEach(neuron, where, 'threshold', level => level >= 0, 'expected a magnitude, 0 or more');
}

/** All arrays are of one length, and of finite numbers. */
function requireArrays(neuron: Neuron, where: string): void {
  const width = neuronWidth(neuron);
  if (width === 0) reject(where, 'found no neurons', 'expected at least one');
  for (const [name, values] of Object.entries(neuron)) {
    if (!(values instanceof Float64Array)) continue;
    if (values.length !== width)
      reject(`${where}: ${name}`, `found ${values.length} values`, `expected ${width}, one for each neuron`);
    requireEach(neuron, where, name, Number.isFinite, 'expected a finite number');
  }
}

function requireEach(
  neuron: Neuron,
  where: string,
  name: string,
  right: (value: number) => boolean,
  expected: string,
): void {
  const values: unknown = Object.entries(neuron).find(([key]) => key === name)?.[1];
  if (!(values instanceof Float64Array)) return;
  const at = values.findIndex(value => !right(value));
  if (at >= 0) reject(`${where}: ${name}[${at}]`, `found ${values[at]}`, expected);
}

/**
 * Euler keeps 1 − dt/τ of a state. From dt = 2τ on that diverges; from dt = τ on v passes what it should approach and comes
 * back, which no leak does. dt = τ itself keeps nothing, and is what files have whose leak factor is 0.
 */
function requireEulerSteps(neuron: Neuron & { readonly timeStep: number }, where: string): void {
  const { timeStep } = neuron;
  // In files τ is what dt/(1 − β) was in float32.
  const least = timeStep * (1 - 1e-6);
  for (const name of ['timeConstant', 'synapseTimeConstant'])
    requireEach(neuron, where, name, tau => tau >= least, `expected at least the time step, ${timeStep}, for Euler`);
}

/**
 * p of a balanced resonator is real while dt·|ω| ≤ 1. A damping of more than 1/dt would turn a state round in one step. The
 * harmonic resonator's step, as a matrix without x and q, has its eigenvalues within 1 while 3 (dt ω)² + 4 dt |b'| < 4.
 */
function requireResonance(neuron: Extract<Neuron, { readonly frequency: Float64Array }>, where: string): void {
  const { timeStep: dt, damping } = neuron;
  requireEach(neuron, where, 'frequency', w => dt * Math.abs(w) <= 1, `expected at most 1/dt = ${1 / dt}, either way`);
  requireEach(neuron, where, 'damping', b => b >= 0 && dt * b <= 1, `expected at least 0 and at most 1/dt = ${1 / dt}`);
  if (neuron.model !== 'hrf') return;
  neuron.frequency.forEach((w, i) => {
    const most = (1 - 0.75 * (dt * w) ** 2) / dt;
    if (damping[i]! >= most)
      reject(`${where}: damping[${i}]`, `found ${damping[i]}`, `expected below ${most} at a frequency of ${w}`);
  });
}
