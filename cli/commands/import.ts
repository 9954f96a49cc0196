import { type Command, Option } from 'commander';
import { reject } from '../../edge/error.js';
import type { Layout } from '../../models/data/layout.js';
import type { Network } from '../../models/network.js';
import type { CheckpointNeuron } from '../../models/spiking/brf-checkpoint.js';
import { answering, describe } from '../command.js';
import { isNirFile, isOnnxFile, nirOption, openNetwork } from '../open-network.js';
import {
  layoutOption,
  list,
  outputOption,
  refuseGiven,
  refuseLoneLayout,
  requireDistinct,
  wholeNumber,
} from '../options.js';
import { version } from '../version.js';

interface Options {
  readonly nir?: string;
  readonly checkpoint?: CheckpointNeuron;
  readonly classes?: readonly string[];
  readonly calibration?: string;
  readonly calibrationSeries: number;
  readonly layout?: Layout;
  readonly npy?: true;
  readonly output: string;
}

export function importCommand(): Command {
  const command = describe(
    'import',
    'Write a network that was trained elsewhere as a network file, or a network file as a NIR graph.',
    'ohmweave import net.nir --nir "timeStep=100 us" -o net.json',
  )
    .argument(
      '<network>',
      'NIR graph (.nir), ONNX model (.onnx), network file, or with --checkpoint the tensors of one as JSON',
    )
    .addOption(nirOption())
    .addOption(
      new Option(
        '--checkpoint <model>',
        'a network of AdaptiveAILab/brf-neurons, as {name: {shape, data}}: which neurons it has',
      ).choices(['brf', 'rf', 'alif']),
    )
    .option('--classes <names>', 'of the class scores of a checkpoint or an ONNX model, with commas', list)
    .option('--calibration <file>', "series to keep in the file, on which the converters' ranges are found")
    .option('--calibration-series <count>', 'how many of them', wholeNumber(1), 4)
    .addOption(layoutOption())
    .option('--npy', 'keep weights in .npy files beside a network file')
    .addOption(outputOption('network file (.json) or NIR graph (.nir) to write', '.json', '.nir'));
  return answering<Options>(command, async (context, options, [file]) => {
    const { output, calibration, layout } = options;
    refuseLoneLayout(layout, calibration, '--calibration');
    if (calibration === undefined)
      refuseGiven(command, ['calibrationSeries'], 'found it without --calibration', 'expected --calibration FILE');
    if (isNirFile(output))
      refuseGiven(command, ['npy'], 'found it with a .nir file to write', 'expected a network file (.json)');
    requireDistinct({ network: file!, '--calibration': calibration, '--output': output });
    const bare = await readForeign(file!, options, text => context.progress.note(text));
    const network = { ...bare, ...(calibration !== undefined && { calibration: await calibrationOf(bare, options) }) };
    if (isNirFile(output)) {
      if (calibration !== undefined)
        reject(
          '--calibration',
          'found it with a .nir file to write',
          'expected a network file: a graph holds no series',
        );
      const { nirOfNetwork } = await import('../../models/nir/of-network.js');
      const { writeNir } = await import('../../models/nir/write.js');
      await writeNir(nirOfNetwork(network), output);
    } else {
      const { writeNetwork } = await import('../../models/network-file.js');
      writeNetwork(network, output, { npyBeside: options.npy === true });
    }
    context.wrote(output);
    const layers = network.layers.map(({ name, type }) => ({ name, type }));
    return {
      text: `${network.name}: ${layers.map(({ name, type }) => `${name} (${type})`).join(', ')}\nwrote ${output}`,
      json: { command: 'import', version, network: network.name, file: output, layers },
    };
  });
}

async function readForeign(
  file: string,
  { nir, checkpoint, classes }: Options,
  note: (text: string) => void,
): Promise<Network> {
  if (checkpoint === undefined) {
    if (classes && !isOnnxFile(file))
      reject('--classes', 'found it without --checkpoint', 'expected --checkpoint, an ONNX model, or classes in --nir');
    return openNetwork(file, nir, note, classes);
  }
  if (nir !== undefined) reject('--nir', 'found it with --checkpoint', 'expected one or the other');
  const { basename } = await import('node:path');
  const { readJson } = await import('../../edge/files.js');
  const { brfCheckpoint } = await import('../../models/spiking/brf-checkpoint.js');
  const { networkOfLayers } = await import('../../models/spiking/layered-network.js');
  const layers = brfCheckpoint(readJson(file), checkpoint, file);
  const width = layers.at(-1)!.weights.rows;
  const names = classes ?? Array.from({ length: width }, (_, k) => String(k));
  if (names.length !== width) reject('--classes', `found ${names.length}`, `expected ${width}, as the readout`);
  return networkOfLayers(layers, { name: basename(file, '.json'), classes: names, spikes: true });
}

async function calibrationOf({ input }: Network, { calibration, calibrationSeries, layout }: Options) {
  const { readData } = await import('../read-data.js');
  const { firstSeries } = await import('../../models/series.js');
  return firstSeries(readData(calibration!, input, layout), calibrationSeries);
}
