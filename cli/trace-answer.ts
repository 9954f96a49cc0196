import type { CostEstimate } from '../compiler/cost/estimate.js';
import { spikeCounts, spikeDifferences, total } from '../models/spiking/spike-counts.js';
import { ageLabel } from '../report/age.js';
import type { DriftCompensation } from '../sim/compensation.js';
import { type SpikeTrace, shareRight, spikesIn } from '../sim/spike-trace.js';
import type { Answer } from './output.js';
import type { ShownLayer } from './trace-choice.js';
import { version } from './version.js';

/** How a trace came about, and the files written. */
interface Made {
  readonly file: string;
  readonly data: string | undefined;
  readonly series: number;
  readonly of: number;
  readonly network: string;
  readonly chip?: { readonly hardware: string; readonly time: number; readonly compensation: DriftCompensation };
  readonly cost: CostEstimate | undefined;
  readonly plot: string | undefined;
  readonly vcd: string | undefined;
  readonly csv: string | undefined;
}

/** Spikes in numbers: of each layer and neuron, on the chip beside float64. */
export async function traceAnswer(trace: SpikeTrace, layers: readonly ShownLayer[], made: Made): Promise<Answer> {
  const { tableText } = await import('../report/table.js');
  const { rangeText } = await import('../report/words.js');
  const { chip, cost, plot, vcd, csv } = made;
  const steps = trace.series.length;
  const counted = layers.filter(({ spiking }) => spiking).map(countedLayer);
  const right = shareRight(trace);
  // Of all layers, whichever are shown, and in float64, since that is the run that energies are estimated of.
  const spikes = spikesIn(trace.reference);
  const table = tableText({
    columns: [...['layer', 'neurons', 'float64: spikes', 'a step and neuron', 'silent', ...(chip ? ['chip: spikes', 'lost', 'added', 'of these shifted'] : [])]].map(name => ({ name })), // biome-ignore format: one thing
    rows: counted.map(({ name, model, reference, onChip }) => [
      `${name} (${model})`,
      reference.counts.length,
      total(reference.counts),
      total(reference.counts) / (steps * reference.counts.length),
      reference.counts.filter(count => count === 0).length,
      ...(onChip ? [total(onChip.counts), total(onChip.lost), total(onChip.added), total(onChip.shifted)] : []),
    ]),
  });
  const place = chip ? ` on ${chip.hardware}, ${ageLabel(chip.time)}` : ' in float64';
  return {
    text: [
      `${made.network}${place}: series ${made.series} of ${made.of}, ${steps} time ${steps === 1 ? 'step' : 'steps'}`,
      ...(counted.length > 0 ? [table] : []),
      ...(right ? [`steps with the right class: ${share(right.reference)} in float64${right.chip === undefined ? '' : `, ${share(right.chip)} on the chip`}`] : []), // biome-ignore format: one thing
      ...(cost
        ? [
            `energy of the series: ${rangeText(cost.presets, ({ energy }) => energy.total, 'J')}${spikes > 0 ? `; of each of ${spikes} spikes: ${rangeText(cost.presets, ({ energy }) => energy.total / spikes, 'J')}` : ''}`,
          ]
        : []),
      ...[plot, vcd, csv].flatMap(path => (path === undefined ? [] : [`wrote ${path}`])),
    ].join('\n'),
    json: {
      command: 'trace',
      version,
      program: made.file,
      data: made.data ?? null,
      ...{ plot: plot ?? null, vcd: vcd ?? null, csv: csv ?? null },
      network: made.network,
      hardware: chip?.hardware ?? null,
      timeSeconds: chip?.time ?? null,
      driftCompensation: chip?.compensation ?? null,
      series: made.series,
      steps,
      referenceAccuracy: right?.reference ?? null,
      chipAccuracy: right?.chip ?? null,
      layers: counted.map(({ name, model, reference, onChip }) => ({
        ...{ name, model },
        spikes: total(reference.counts),
        chipSpikes: onChip ? total(onChip.counts) : null,
        lost: onChip ? total(onChip.lost) : null,
        added: onChip ? total(onChip.added) : null,
        shifted: onChip ? total(onChip.shifted) : null,
        neurons: Array.from(reference.counts, (count, i) => ({
          spikes: count,
          rate: count / steps,
          firstStep: stepOrNull(reference.first[i]!),
          chipSpikes: onChip?.counts[i] ?? null,
          chipRate: onChip ? onChip.counts[i]! / steps : null,
          chipFirstStep: onChip ? stepOrNull(onChip.first[i]!) : null,
          lost: onChip?.lost[i] ?? null,
          added: onChip?.added[i] ?? null,
          shifted: onChip?.shifted[i] ?? null,
        })),
      })),
      energy: (cost?.presets ?? []).map(({ peripherals, energy }) => ({
        peripherals,
        inferenceJoules: energy.total,
        perSpikeJoules: spikes > 0 ? energy.total / spikes : null,
      })),
    },
  };
}

function countedLayer({ reference, chip }: ShownLayer) {
  const onChip = chip && { ...spikeCounts(chip.outputs), ...spikeDifferences(chip.outputs, reference.outputs) };
  const { name, neuron } = reference;
  return { name, model: neuron.model, reference: spikeCounts(reference.outputs), onChip };
}

const stepOrNull = (step: number): number | null => (step < 0 ? null : step);
const share = (value: number): string => `${(100 * value).toFixed(1)} %`;
