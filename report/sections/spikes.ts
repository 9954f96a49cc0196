import { spikes } from '../../models/spiking/neuron.js';
import { spikeCounts, spikeDifferences, total } from '../../models/spiking/spike-counts.js';
import { type SpikeTrace, shareRight, spikesIn } from '../../sim/spike-trace.js';
import type { ReportInput } from '../input.js';
import { membraneFigure, tellingNeurons, tellingSteps } from '../membrane-figure.js';
import type { Exhibit, Section } from '../page.js';
import { rasterFigure } from '../raster-figure.js';
import { scoreFigures } from '../score-figures.js';
import type { Table } from '../table.js';
import { counted, percent } from '../words.js';

/** What the neurons of a spiking network do through one series, on the chip beside float64. */
export function spikesSection({ spikes: trace }: ReportInput): Section | undefined {
  if (!trace) return undefined;
  const { reference, chip, series } = trace;
  const steps = { first: 0, count: series.length };
  const onChip = (name: string) => chip?.layers.find(layer => layer.name === name);
  const spiking = reference.layers.filter(layer => spikes(layer.neuron));
  const [first] = spiking;
  const count = spikesIn(reference);
  const right = shareRight(trace);
  const figures: Exhibit[] = [
    ...spiking.map(layer => ({
      svg: rasterFigure(layer, onChip(layer.name), steps),
      caption: 'A spike that is late or early by a step is one that only float64 has and one that only the chip has.',
    })),
    ...(first
      ? tellingNeurons(first, onChip(first.name)).map(neuron => ({
          svg: membraneFigure(first, onChip(first.name), neuron, tellingSteps(first, onChip(first.name), neuron)),
          caption: 'Of neurons whose spikes differ most from float64, then of those that spike most.',
        }))
      : []),
    ...scoreFigures(trace, steps).map(svg => ({
      svg,
      caption: 'The highest score wins, at every time step by itself.',
    })),
  ];
  return {
    heading: 'Spikes',
    lead:
      `The first series, ${counted(series.length, 'time step')}, in float64 and on the chip just after programming: ${counted(count, 'spike')} in float64` +
      `${chip ? `, ${counted(spikesIn(chip), 'spike')} on the chip` : ''}.` +
      `${right ? ` ${percent(right.reference)} of its steps are classified rightly in float64${right.chip === undefined ? '' : `, ${percent(right.chip)} on the chip`}.` : ''}`,
    exhibits: [
      {
        table: layerTable(trace),
        caption:
          'Layers of neurons that spike. The rate is of a neuron in a time step. A spike at whose step the other has none is lost or added; pairs of these at neighbouring steps are shifted by one.',
      },
      ...figures,
    ],
  };
}

function layerTable({ reference, chip, series }: SpikeTrace): Table {
  const layers = reference.layers.filter(layer => spikes(layer.neuron));
  return {
    columns: ['Layer', 'Neurons', 'Spikes', 'Rate', ...(chip ? ['On the chip', 'Lost', 'Added', 'Shifted'] : [])].map(
      name => ({ name }),
    ),
    rows: layers.map(({ name, neuron, outputs }) => {
      const found = chip?.layers.find(layer => layer.name === name);
      const differing = found && spikeDifferences(found.outputs, outputs);
      const count = total(spikeCounts(outputs).counts);
      return [
        ...[`${name} (${neuron.model})`, outputs.cols, count, count / (series.length * outputs.cols)],
        ...(found && differing
          ? [
              total(spikeCounts(found.outputs).counts),
              ...[differing.lost, differing.added, differing.shifted].map(total),
            ]
          : []),
      ];
    }),
  };
}
