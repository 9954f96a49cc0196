import { join } from 'node:path';
import type { Command } from 'commander';
import type { NamedCircuit } from '../../../compiler/emit/program.js';
import type { Program } from '../../../compiler/program-record.js';
import { reject } from '../../../edge/error.js';
import { writeWhole } from '../../../edge/files.js';
import { ageLabel } from '../../../report/age.js';
import { countText } from '../../../report/words.js';
import { background } from '../../background.js';
import { answering, type Context, describe } from '../../command.js';
import { folderOption, refuseGiven, wholeNumber } from '../../options.js';
import type { Answer } from '../../output.js';
import { version } from '../../version.js';
import { readTime } from '../run/run.js';
import { type LayerOptions, layerOptions, writeLayers } from './layers.js';

interface Options extends LayerOptions {
  readonly output: string;
  readonly time?: string;
  readonly vectors: number;
}

export function netlistCommand(): Command {
  const command = describe(
    'netlist',
    'Write every tile, or with --layer whole layers, as ngspice netlists: the programmed devices, the wires, real inputs.',
    [
      'ohmweave netlist net.owp -o netlists/ --time "1 day"\nngspice -b netlists/block1_0_0.cir',
      'ohmweave netlist net.owp -o netlists/ --layer all\nngspice -b netlists/layers.cir',
    ].join('\n'),
  )
    .argument('<program>', 'compiled network (.owp)')
    .addOption(folderOption('folder for the netlists'))
    .option('--time <time>', 'age of the chip; default: just programmed')
    .option('--vectors <count>', 'reads per tile', wholeNumber(1), 8);
  for (const option of layerOptions()) command.addOption(option);
  return answering<Options>(command, async (context, { output, time, vectors, ...layers }, [file]) => {
    refuseStray(command, layers.layer);
    const { readProgram } = await import('../../../compiler/program-file.js');
    const program = readProgram(file!);
    requireArrays(program, file!);
    const age = await readTime(time);
    if (layers.layer !== undefined)
      return writeLayers(context, program, layers, { file: file!, folder: output, time: age });
    const circuits = await tileCircuits(context, program, { time: age, vectors, tiles: 'all' });
    const files = await writeNetlists(context, circuits, output);
    return {
      text: `${countText(files.length, 'netlist')} of ${program.graph.name}, ${ageLabel(age)}\nwrote ${files.join('\nwrote ')}`,
      json: {
        command: 'netlist',
        version,
        program: file!,
        timeSeconds: age,
        netlists: circuits.map(({ name, circuit: { array, vectors: reads } }, k) => ({
          ...{ tile: name, file: files[k]!, rows: array.rows, columns: array.cols, vectors: reads.length },
        })),
      },
    } satisfies Answer;
  });
}

/** InputError for a program that is digital throughout: there is nothing of it that ngspice could run. */
export function requireArrays({ plans }: Program, file: string): void {
  if (plans.every(({ tiles }) => tiles.length === 0))
    reject(file, 'found a program without arrays', 'expected one with a layer on a crossbar');
}

/** InputError where an option was given that the kind of netlist asked for does not depend on. */
function refuseStray(command: Command, layer: string | undefined): void {
  const ofLayers = layerOptions().map(option => option.attributeName());
  if (layer === undefined)
    refuseGiven(command, ofLayers, 'found it without --layer', 'expected --layer NAME or --layer all');
  else
    refuseGiven(
      command,
      ['vectors'],
      'found it with --layer',
      'expected --steps, which says how many reads of a layer there are',
    );
}

/** The circuits of a program's tiles, or of some of them. */
export async function tileCircuits(
  { progress, signal }: Context,
  program: Program,
  wanted: { readonly time: number; readonly vectors: number; readonly tiles: number | 'all' },
): Promise<NamedCircuit[]> {
  const circuits = await background('circuits', { program, ...wanted }, signal, progress.stage('solving tiles'));
  const { tileLaw } = await import('../../../compiler/tile-array.js');
  return circuits.map(({ name, circuit }) => {
    const law = tileLaw(circuit.array.conductance, program.hardware);
    return { name, circuit: law ? { ...circuit, law } : circuit };
  });
}

/** Writes one netlist per circuit, `block1[0,1]` as block1_0_1.cir, with no blank in a name; the paths in order. */
export async function writeNetlists(
  context: Context,
  circuits: readonly NamedCircuit[],
  folder: string,
): Promise<string[]> {
  const { tileNetlist } = await import('../../../compiler/emit/tile.js');
  const { tileFileName } = await import('../../../compiler/device-files.js');
  return circuits.map(({ name, circuit }) => {
    const path = join(folder, `${tileFileName(name)}.cir`);
    writeWhole(path, tileNetlist(circuit));
    context.wrote(path);
    return path;
  });
}
