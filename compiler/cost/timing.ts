import type { Hardware } from '../hardware.js';
import type { Schedule, Stage } from '../schedule.js';
import type { Peripherals } from './peripherals.js';

/** Bits a converter is costed with; an exact one as 8 bits, since perfection has no price list. */
export const costedBits = (bits: number | null): number => bits ?? 8;

/** Bits that a row driver has to convert in one read, sign included. */
export const drivenBits = ({ bits, bitsPerRead }: Hardware['dac']): number =>
  bitsPerRead === undefined ? costedBits(bits) : bitsPerRead + 1;

/**
 * s that one execution of a stage takes: its reads, each with the DAC before it and the sense amplifier after it, or what settles in their
 * place, the conversions of the busiest ADC, the digital work of one lane, and the pulse of a volatile device (Δ time units).
 */
export function stageLatency(stage: Stage, hardware: Hardware, preset: Peripherals, pulse: number): number {
  const rounds = Math.max(stage.laneRounds, 1);
  const drive = drives(stage) * preset.dac(drivenBits(hardware.dac)).latency;
  const read = stage.reads * (hardware.read.time + preset.sense.latency);
  const conversions = stage.adcRounds * preset.adc(costedBits(hardware.adc.bits)).latency;
  const digital = rounds * stage.digitalDepth * preset.digital.latency;
  const { settlingTime = 0 } = stage;
  return drive + read + settlingTime + conversions + digital + (stage.volatileDevices > 0 ? pulse : 0);
}

/** How often the DACs of a stage convert in turn: before each read, or once for a circuit that settles; spikes are not converted. */
export const drives = ({ dacConversions, reads, macros }: Stage): number =>
  macros.length > 0 && dacConversions > 0 ? Math.max(reads, 1) : 0;

/** The timing of a whole schedule, s. */
export interface Timing {
  readonly stages: readonly { readonly name: string; readonly latency: number }[];
  /** Between two time steps, with the stages overlapped: the slowest stage. */
  readonly interval: number;
  /** From a series' first input to its scores. */
  readonly inference: number;
}

/**
 * The timing of a series of `length` steps: the longest chain of stages that wait for each other, which is what a single step takes, and one
 * interval per further step. `sources` has the numbers of the stages that each stage waits for; by default the one before it. `latencies`
 * has s of each stage, where it is not that of `stageLatency`.
 */
export function timing(
  schedule: Schedule,
  hardware: Hardware,
  preset: Peripherals,
  length: number,
  pulse: number,
  sources: Sources = schedule.stages.map((_, k) => (k > 0 ? [k - 1] : [])),
  latencies?: readonly number[],
): Timing {
  const stages = schedule.stages.map((stage, k) => ({
    name: stage.name,
    per: stage.per,
    latency: latencies?.[k] ?? stageLatency(stage, hardware, preset, pulse),
  }));
  const interval = Math.max(0, ...stages.filter(stage => stage.per === 'step').map(stage => stage.latency));
  const first = longestChain(
    stages.map(({ latency }) => latency),
    sources,
  ).reduce((sum, k) => sum + stages[k]!.latency, 0);
  return { stages, interval, inference: first + (length - 1) * interval };
}

export type Sources = readonly (readonly number[])[];

/** Numbers of the stages on the longest way through them, each of which waits for the one before. */
export function longestChain(latencies: readonly number[], sources: Sources): number[] {
  const ends: number[] = [];
  const before = sources.map((own, k) => {
    const last = own.reduce((most, source) => (most < 0 || ends[source]! > ends[most]! ? source : most), -1);
    ends.push((last < 0 ? 0 : ends[last]!) + latencies[k]!);
    return last;
  });
  const chain: number[] = [];
  for (let k = ends.indexOf(Math.max(...ends)); k >= 0; k = before[k]!) chain.unshift(k);
  return chain;
}
