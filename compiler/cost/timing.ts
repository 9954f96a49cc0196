import type { Hardware } from '../hardware.js';
import type { Schedule, Stage } from '../schedule.js';
import type { Peripherals } from './peripherals.js';

/** Bits a converter is costed with; an exact one as 8 bits, since perfection has no price list. */
export const costedBits = (bits: number | null): number => bits ?? 8;

/** Bits that a row driver has to convert in one read, sign included. */
export const drivenBits = ({ bits, bitsPerRead }: Hardware['dac']): number =>
  bitsPerRead === undefined ? costedBits(bits) : bitsPerRead + 1;

/**
 * s that one execution of a stage takes: the reads, or what settles in their place, the conversions of the busiest ADC, the digital work of one lane,
 * and the pulse of a volatile device (Δ time units).
 */
export function stageLatency(stage: Stage, hardware: Hardware, preset: Peripherals, pulse: number): number {
  const rounds = Math.max(stage.laneRounds, 1);
  const read = stage.reads * hardware.read.time;
  const conversions = stage.adcRounds * preset.adc(costedBits(hardware.adc.bits)).latency;
  const digital = rounds * stage.digitalDepth * preset.digital.latency;
  const { settlingTime = 0 } = stage;
  return read + settlingTime + conversions + digital + (stage.volatileDevices > 0 ? pulse : 0);
}

/** The timing of a whole schedule, s. */
export interface Timing {
  readonly stages: readonly { readonly name: string; readonly latency: number }[];
  /** Between two time steps, with the stages overlapped: the slowest stage. */
  readonly interval: number;
  /** From a series' first input to its scores. */
  readonly inference: number;
}

/** The timing of a series of `length` steps: fill the pipeline once, then one interval per further step. */
export function timing(
  schedule: Schedule,
  hardware: Hardware,
  preset: Peripherals,
  length: number,
  pulse: number,
): Timing {
  const stages = schedule.stages.map(stage => ({
    name: stage.name,
    per: stage.per,
    latency: stageLatency(stage, hardware, preset, pulse),
  }));
  const sum = (per: Stage['per']): number =>
    stages.filter(stage => stage.per === per).reduce((total, stage) => total + stage.latency, 0);
  const interval = Math.max(0, ...stages.filter(stage => stage.per === 'step').map(stage => stage.latency));
  return { stages, interval, inference: sum('step') + (length - 1) * interval + sum('series') };
}
