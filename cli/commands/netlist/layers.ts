import { join } from 'node:path';
import { Option } from 'commander';
import type { DialectName } from '../../../compiler/emit/dialect.js';
import type { LayerCircuit } from '../../../compiler/emit/layer-circuit.js';
import type { DrivenLayer } from '../../../compiler/emit/netlist.js';
import type { Program } from '../../../compiler/program-record.js';
import type { SpikingCircuit } from '../../../compiler/spiking-circuit.js';
import { writeWhole } from '../../../edge/files.js';
import { ageLabel } from '../../../report/age.js';
import type { Context } from '../../command.js';
import { chosenSeries, layerSteps, type StepOptions, stepOptions } from '../../layer-steps.js';
import { wholeNumber } from '../../options.js';
import type { Answer } from '../../output.js';
import { version } from '../../version.js';

export interface LayerOptions extends StepOptions {
  readonly layer?: string;
  readonly dialect: DialectName;
  readonly units?: number;
}

/** What says which layers are written, and how. */
export const layerOptions = (): Option[] => [
  new Option('--layer <name|all>', 'write a layer, or all in one file, as subcircuits of tiles and neurons'),
  new Option('--dialect <simulator>', 'of layers; those but ngspice are untested')
    .choices(['ngspice', 'xyce', 'ltspice'] satisfies DialectName[])
    .default('ngspice'),
  new Option('--units <count>', 'of each layer, from its first; default: all').argParser(wholeNumber(1)),
  ...stepOptions(),
];

/**
 * Netlists of whole layers: their arrays at rest, and where devices are volatile, codes settle as a circuit or neurons
 * are circuits, each through time.
 */
export async function writeLayers(
  context: Context,
  program: Program,
  { layer = 'all', dialect, units, ...steps }: LayerOptions,
  made: { readonly file: string; readonly folder: string; readonly time: number },
): Promise<Answer> {
  const { layerCircuit, layersOnCrossbars, volatileLayers } = await import('../../../compiler/emit/layer-circuit.js');
  const { layersNetlist } = await import('../../../compiler/emit/netlist.js');
  const { dialects } = await import('../../../compiler/emit/dialect.js');
  const { spiceName } = await import('../../../compiler/emit/layer.js');
  const { layerSignals } = await import('../../../sim/layer-run.js');
  const { lcaCircuits } = await import('../../../compiler/emit/lca-circuit.js');
  const { lcaNetlist } = await import('../../../compiler/emit/lca-netlist.js');
  const { simulatedSettling } = await import('../../../sim/spice/coder-run.js');
  const { lastCodes } = await import('../../../sim/analog-settling.js');
  const { neuronNetlist } = await import('../../../compiler/emit/neuron-netlist.js');
  const { productsOf, spikingCircuits } = await import('../../../compiler/spiking-circuit.js');
  const { simulatedNeurons } = await import('../../../sim/spiking-run.js');
  const { folder, time } = made;
  const neurons = spikingCircuits(program).find(({ name }) => name === layer);
  const products = neurons ? productsOf(neurons).map(({ name }) => name) : [layer];
  const names = layer === 'all' ? layersOnCrossbars(program) : products;
  // Before the chip is run, so that a name that is not there is refused at once.
  const circuits = names.map(name => layerCircuit(program, name, time, units));
  const inputs = await layerSteps(context, program, steps, time);
  const driven = circuits.map(
    (circuit): DrivenLayer => ({
      circuit,
      signals: layerSignals(program, circuit.name, inputs.get(circuit.name)!, { time, ...(units && { units }) }),
    }),
  );
  const { graph, hardware, seed } = program;
  const notes = [`${hardware.name} hardware, chip seed ${seed}, ${ageLabel(time)}`];
  const title = `${graph.name} ${layer === 'all' ? 'all layers' : layer}`;
  const write = (name: string, layers: readonly DrivenLayer[], analysis: 'dc' | 'tran') => {
    const path = join(folder, `${name}.cir`);
    writeWhole(path, layersNetlist(layers, { title, analysis, notes, dialect: dialects[dialect] }));
    context.wrote(path);
    return { file: path, analysis, layers: layers.map(({ circuit }) => circuit.name) };
  };
  const written = circuits.map(({ name, outputs }) => ({
    layer: name,
    units: outputs,
    unitsOfLayer: program.plans.find(plan => plan.name === name)!.outputs,
  }));
  const moving = new Set(volatileLayers(program));
  const coders = lcaCircuits(program).filter(coder => names.includes(coder));
  const writeCoder = (coder: string) => {
    const input = inputs.get(coder)!.subarray(0, inputsOf(circuits, coder));
    const { circuit, volts, settling } = simulatedSettling({ program, layer: coder, input, time });
    const expected = lastCodes(settling.trajectory).map(a => circuit.voltsPerUnit * a);
    const path = join(folder, `${spiceName(coder)}.settle.cir`);
    writeWhole(path, lcaNetlist(circuit, volts, { title: `${graph.name} ${coder}`, notes, expected }));
    context.wrote(path);
    return { file: path, analysis: 'tran', layers: [coder] };
  };
  const spiking = spikingCircuits(program).filter(one => productsOf(one).some(({ name }) => names.includes(name)));
  const series = spiking.length > 0 ? await chosenSeries(program, steps, steps.series) : undefined;
  const writeNeurons = ({ name }: SpikingCircuit) => {
    const job = { program, layer: name, series: series!, steps: Math.min(steps.steps, series!.length), time };
    const { circuit, stimulus, trace } = simulatedNeurons({ ...job, ...(units && { units }) });
    const path = join(folder, `${spiceName(name)}.neurons.cir`);
    const expected = trace.outputs;
    writeWhole(path, neuronNetlist(circuit, stimulus, { title: `${graph.name} ${name}`, notes, expected }));
    context.wrote(path);
    return { file: path, analysis: 'tran', layers: [name] };
  };
  const files = [
    write(layer === 'all' ? 'layers' : spiceName(layer), driven, 'dc'),
    ...driven
      .filter(({ circuit }) => moving.has(circuit.name))
      .map(one => write(`${spiceName(one.circuit.name)}.tran`, [one], 'tran')),
    ...(dialect === 'ngspice' ? [...coders.map(writeCoder), ...spiking.map(writeNeurons)] : []),
  ];
  const left =
    dialect === 'ngspice'
      ? []
      : [
          ...coders.map(coder => `${coder}: how it settles is written for ngspice only`),
          ...spiking.map(({ name }) => `${name}: its neurons are written for ngspice only`),
        ];
  return {
    text: [
      `${title}, ${ageLabel(time)}, for ${dialect}`,
      ...(units === undefined ? [] : [unitsText(written, units)]),
      ...files.map(({ file }) => `wrote ${file}`),
      ...left,
    ].join('\n'),
    json: {
      command: 'netlist',
      version,
      program: made.file,
      timeSeconds: time,
      dialect,
      units: written,
      layers: files,
    },
  };
}

interface Written {
  readonly layer: string;
  readonly units: number;
  readonly unitsOfLayer: number;
}

/** How many units of each layer are written, where so many of each were asked for. */
function unitsText(written: readonly Written[], asked: number): string {
  const parts = written.map(({ layer, units, unitsOfLayer }) => `${layer} ${units} of ${unitsOfLayer}`);
  const few = written.some(({ units }) => units < asked) ? `; ${asked} were asked for, not every layer has them` : '';
  return `units: ${parts.join(', ')}${few}`;
}

const inputsOf = (circuits: readonly LayerCircuit[], layer: string): number =>
  circuits.find(({ name }) => name === layer)!.inputs;
