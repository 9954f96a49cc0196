import { outputsOf } from '../plan.js';
import type { Program } from '../program-record.js';
import type { Stage } from '../schedule.js';
import { bare, count, difference, type Figure, largest, least, named, product, setting, sum } from './figure.js';
import type { Circuits } from './part-figures.js';

/** The timing of a schedule (`timing.ts`) as figures, s. */
export interface LatencyFigures {
  /** Of each stage, what its ADCs take; not there where nothing is converted. */
  readonly conversions: readonly Figure[];
  readonly stages: readonly Figure[];
  readonly interval: Figure;
  readonly inference: Figure;
}

/** `pulse` is s of the longest pulse of a volatile device. */
export function latencyFigures(program: Program, circuits: Circuits, steps: Figure, pulse: number): LatencyFigures {
  const { schedule } = program;
  const all = schedule.stages.map(stage => ({ per: stage.per, ...stageFigures(stage, program, circuits, pulse) }));
  const of = (per: Stage['per']): Figure[] => all.filter(stage => stage.per === per).map(({ whole }) => whole);
  const [step, series] = [of('step'), of('series')];
  const interval = named('latency(interval)', 's', largest(...step));
  const further = product(difference(steps, bare(1)), interval);
  return {
    conversions: all.flatMap(({ conversions }) => (conversions ? [conversions] : [])),
    stages: all.map(({ whole }) => whole),
    interval,
    inference: named('latency(inference)', 's', sum(...step, further, ...series)),
  };
}

function stageFigures(stage: Stage, program: Program, { adc, digital }: Circuits, pulse: number) {
  const { hardware } = program;
  const { name, settlingTime = 0, volatileDevices } = stage;
  const counted = (key: string, value: number, what: string): Figure =>
    count(`${key}(${name})`, value, `schedule: ${what}`);
  const conversions =
    stage.adcRounds > 0
      ? named(`conversionTime(${name})`, 's', product(turns(stage, program), adc.latency))
      : undefined;
  const terms = [
    ...(stage.reads > 0
      ? [
          product(
            counted('reads', stage.reads, readsText),
            setting('read.time', hardware.read.time, 's', 'hardware file'),
          ),
        ]
      : []),
    ...(settlingTime > 0
      ? [setting(`settling(${name})`, settlingTime, 's', 'hardware file: what its circuit takes beside the read')]
      : []),
    ...(conversions ? [conversions] : []),
    ...(stage.digitalDepth > 0
      ? [
          product(
            counted('rounds', Math.max(stage.laneRounds, 1), 'elements that a lane works on in turn'),
            counted('depth', stage.digitalDepth, 'digital operations of an element, one after the other'),
            digital.latency,
          ),
        ]
      : []),
    ...(volatileDevices > 0
      ? [setting(`pulse(${name})`, pulse, 's', 'hardware file: recurrence, of a volatile device')]
      : []),
  ];
  return { conversions, whole: named(`latency(${name})`, 's', terms.length > 0 ? sum(...terms) : bare(0, 's')) };
}

const readsText = 'reads of an array for one product';

/**
 * Conversions that the busiest ADC makes one after the other: reads × column pairs that share it, where the stage is the product of a
 * plan; else as the schedule counts them.
 */
function turns({ name, adcRounds, reads }: Stage, program: Program): Figure {
  const { shared } = program.hardware.adc;
  const key = `adc.turns(${name})`;
  const widest = Math.max(0, ...(program.plans.find(plan => plan.name === name)?.tiles ?? []).map(outputsOf));
  if (adcRounds !== reads * Math.min(shared, widest))
    return count(key, adcRounds, `schedule: conversions of the busiest ADC in turn, adc.shared = ${shared}`);
  const taken = least(
    setting('adc.shared', shared, '', 'hardware file: column pairs that take turns on one ADC'),
    count(`pairs.widest(${name})`, widest, 'placement: column pairs of its largest tile'),
  );
  return named(key, '', product(count(`reads(${name})`, reads, `schedule: ${readsText}`), taken));
}
