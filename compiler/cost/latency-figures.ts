import { outputsOf } from '../plan.js';
import type { Program } from '../program-record.js';
import type { Stage } from '../schedule.js';
import { stageFlows } from '../timeline/stage-flow.js';
import { pulseTime } from '../volatile-units.js';
import { bare, count, difference, type Figure, found, largest, least, named, product, setting, sum } from './figure.js';
import type { Circuits } from './part-figures.js';
import { drives, longestChain, type Timing } from './timing.js';

/** The timing of a schedule (`timing.ts`) as figures, s. */
export interface LatencyFigures {
  /** Of each stage, what its ADCs take; not there where nothing is converted. */
  readonly conversions: readonly Figure[];
  readonly stages: readonly Figure[];
  readonly interval: Figure;
  readonly inference: Figure;
}

/**
 * The formulas of the longest chain of stages that wait for each other; where `timing` knows better, its figure stands in their
 * place, so that what is explained is what is told.
 */
export function latencyFigures(program: Program, circuits: Circuits, steps: Figure, timing: Timing): LatencyFigures {
  const { schedule } = program;
  const pulse = pulseTime(program.graph, program.hardware);
  const all = schedule.stages.map(stage => {
    const known = timing.stages.find(({ name }) => name === stage.name)?.latency;
    const { conversions, whole } = stageFigures(stage, program, circuits, pulse, known);
    return { per: stage.per, conversions, whole: asTimed(whole, known) };
  });
  const chain = longestChain(
    all.map(({ whole }) => whole.value),
    stageFlows(program).map(({ sources }) => sources),
  ).map(k => all[k]!);
  const on = (per: Stage['per']): Figure[] => chain.filter(stage => stage.per === per).map(({ whole }) => whole);
  const [step, series] = [on('step'), on('series')];
  const each = all.filter(({ per }) => per === 'step').map(({ whole }) => whole);
  const interval = asTimed(named('latency(interval)', 's', largest(...each)), timing.interval);
  const further = product(difference(steps, bare(1)), interval);
  return {
    conversions: all.flatMap(({ conversions }) => (conversions ? [conversions] : [])),
    stages: all.map(({ whole }) => whole),
    interval,
    inference: asTimed(named('latency(inference)', 's', sum(...step, further, ...series)), timing.inference),
  };
}

/** A formula's figure where it is that of the timing, but for rounding; else the timing's own. */
const asTimed = (figure: Figure, known: number | undefined): Figure =>
  known === undefined || Math.abs(figure.value - known) <= 1e-9 * known
    ? figure
    : { name: figure.name, value: known, unit: 's', given: { kind: 'count', source: 'schedule' } };

function stageFigures(
  stage: Stage,
  program: Program,
  { adc, dac, sense, digital }: Circuits,
  pulse: number,
  known: number | undefined,
) {
  const { hardware } = program;
  const { name, settlingTime = 0, volatileDevices } = stage;
  const counted = (key: string, value: number, what: string): Figure =>
    count(`${key}(${name})`, value, `schedule: ${what}`);
  const conversions =
    stage.adcRounds > 0
      ? named(`conversionTime(${name})`, 's', product(turns(stage, program), adc.latency))
      : undefined;
  const reads = counted('reads', stage.reads, readsText);
  const terms = [
    ...(drives(stage) > 0 && dac.latency.value > 0
      ? [product(counted('drives', drives(stage), 'times that its DACs convert'), dac.latency)]
      : []),
    ...(stage.reads > 0 ? [product(reads, setting('read.time', hardware.read.time, 's', 'hardware file'))] : []),
    ...(stage.reads > 0 && sense.latency.value > 0 ? [product(reads, sense.latency)] : []),
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
  const still = sum(...terms).value;
  const alone = program.plans.every(plan => plan.name !== name || !plan.duplicates);
  if (hardware.array.capacitance && alone && known !== undefined && known > still * (1 + 1e-9))
    terms.push(
      found(`lines(${name})`, known - still, 's', 'what wires and devices of its arrays settle before its reads'),
    );
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
