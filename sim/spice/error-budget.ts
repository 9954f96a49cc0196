import type { LayerCircuit } from '../../compiler/emit/layer-circuit.js';
import { type StepTiming, stepTiming } from '../../compiler/emit/step-timing.js';
import type { Hardware } from '../../compiler/hardware.js';
import type { Program } from '../../compiler/program-record.js';
import { tileLaw } from '../../compiler/tile-array.js';
import { largestDifference } from '../../numeric/matrix.js';
import { layerSignals } from '../layer-run.js';
import type { BlockJob, BlockStates, BlockVariant } from './block-run.js';

/**
 * Why the states of a block differ between ngspice and the behavioural simulator, and what they would differ by if less of
 * the hardware were there; each measured by switching it off, as the largest change of a state, full scale being 1.
 */
export interface ErrorBudget {
  /** Between the two, as they are. */
  readonly total: number;
  /** Between the two where the converters of columns, pulses and states are exact on both sides. */
  readonly exactConverters: number;
  /** What changes in ngspice's states with exact converters, by the cause that is taken away. */
  readonly parts: readonly BudgetPart[];
  /** What changes in the simulator's states, but for the first with exact converters, where both could be otherwise. */
  readonly effects: readonly BudgetPart[];
}

export interface BudgetPart {
  readonly name: string;
  /** What was compared with what. */
  readonly how: string;
  readonly change: number;
}

/** Finer by far than what a block is followed with. */
const fine = { accuracy: { reltol: 1e-6, gear: true }, pointsPerPulse: 50 } as const;

/** By how much windows and ramps are shortened. */
const shorter = 5;

/** Measures the budget of a block with runs of its variants, or nothing where one of them fails. */
export async function errorBudget(
  job: BlockJob,
  total: number,
  run: (variant: BlockVariant) => Promise<BlockStates>,
): Promise<ErrorBudget> {
  const { capacitance } = job.program.hardware.array;
  const exact = await run({ program: exactConverters });
  const [finer, shortest, bare] = await Promise.all([
    run({ program: exactConverters, ...fine }),
    run({ program: exactConverters, ...fine, timing: shortTiming }),
    capacitance ? run({ program: program => exactConverters(changed(program, withoutCapacitance)) }) : undefined,
  ]);
  const between = (a: BlockStates, b: BlockStates): number =>
    a.spice && b.spice ? largestDifference(a.spice, b.spice).worst : Number.NaN;
  return {
    total,
    exactConverters: exact.spice ? largestDifference(exact.spice, exact.simulated).worst : Number.NaN,
    parts: [
      {
        name: 'integration',
        how: `${fine.pointsPerPulse} time points per pulse and reltol ${fine.accuracy.reltol}`,
        change: between(exact, finer),
      },
      {
        name: 'windows and ramps',
        how: `ramps, and reads that take no time in the simulator, ${shorter} times as short`,
        change: between(finer, shortest),
      },
      ...(bare ? [{ name: 'settling', how: 'lines and cells without capacitance', change: between(exact, bare) }] : []),
    ],
    effects: effects(job),
  };
}

/** What the simulator's states owe to parts of the hardware. */
function effects({ program, layer, inputs, time, units }: BlockJob): BudgetPart[] {
  const states = (on: Program): Float64Array => layerSignals(on, layer, inputs, { time, units }).states!;
  // Converters would hide what is less than a code.
  const exact = exactConverters(program);
  const usual = states(exact);
  const without = (name: string, how: string, change: (hardware: Hardware) => Hardware): BudgetPart => ({
    name,
    how,
    change: largestDifference(usual, states(changed(exact, change))).worst,
  });
  const { hardware } = program;
  const ohmic = tileLaw(new Float64Array(1), hardware) === undefined;
  const { read } = hardware;
  return [
    { name: 'converters', how: 'exact ones', change: largestDifference(usual, states(program)).worst },
    without('wires', 'lines, drivers and sense amplifiers without resistance', withoutWires),
    ...(ohmic ? [] : [without('conduction', 'cells that follow Ohm’s law', linearised)]),
    without('rest', `one read of ${read.time} s between pulses, besides`, resting),
  ];
}

const changed = (program: Program, change: (hardware: Hardware) => Hardware): Program => ({
  ...program,
  hardware: change(program.hardware),
});

function exactConverters(program: Program): Program {
  const { adc, recurrence } = program.hardware;
  return changed(program, hardware => ({
    ...hardware,
    adc: { ...adc, bits: null },
    recurrence: recurrence.kind === 'volatile' ? { ...recurrence, bits: null } : recurrence,
  }));
}

function shortTiming(circuit: LayerCircuit): StepTiming {
  const { step, read, ramp, rest } = stepTiming(circuit);
  const window = rest > 0 ? read : read / shorter;
  return { step: step - read + window, read: window, ramp: ramp / shorter, rest };
}

function withoutCapacitance(hardware: Hardware): Hardware {
  const { capacitance: _, ...array } = hardware.array;
  return { ...hardware, array };
}

const withoutWires = (hardware: Hardware): Hardware => ({
  ...hardware,
  array: { ...hardware.array, wordLineResistance: 0, bitLineResistance: 0, driverResistance: 0, senseResistance: 0 },
});

const linearised = (hardware: Hardware): Hardware => ({
  ...hardware,
  device: { ...hardware.device, parts: { ...hardware.device.parts, conduction: 'ideal' } },
});

const resting = (hardware: Hardware): Hardware => {
  const { recurrence, read } = hardware;
  if (recurrence.kind === 'digital') return hardware;
  return { ...hardware, recurrence: { ...recurrence, rest: (recurrence.rest ?? 0) + read.time } };
};
