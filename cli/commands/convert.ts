import { type Command, InvalidArgumentError } from 'commander';
import { reject } from '../../edge/error.js';
import { readBytes, readText, writeWhole } from '../../edge/files.js';
import { countText } from '../../report/words.js';
import type { Plot } from '../../sim/spice/raw.js';
import { answering, describe } from '../command.js';
import { outputOption, repeated, wholeNumber } from '../options.js';
import { version } from '../version.js';

interface Options {
  readonly output: string;
  readonly ascii?: true;
  readonly plot?: number;
  readonly vector?: readonly string[];
}

export function convertCommand(): Command {
  const command = describe(
    'convert',
    'Read waveforms (.raw of any ngspice, or .csv with names) and write them as .raw, .csv or .vcd.',
    'ohmweave convert transient.raw -o transient.vcd',
  )
    .argument('<waveforms>', 'file to read (.raw or .csv); - is a .raw file on stdin')
    .addOption(outputOption('file to write; its ending (.raw, .csv or .vcd) says in which form'))
    .option('--ascii', 'write the .raw file as text')
    .option('--plot <number>', 'which plot of the file, counted from 1', wholeNumber(1))
    .option('--vector <name>', 'take only this vector, and the scale; may be given again', vectorName);
  return answering<Options>(command, async (context, { output, ascii, plot, vector }, [file]) => {
    const all = await readPlots(file!);
    const chosen = plot === undefined ? all : [pick(all, plot, file!)];
    const plots = vector ? chosen.map(one => only(one, vector, file!)) : chosen;
    writeWhole(output, await formatPlots(plots, output, ascii === true, file!));
    context.wrote(output);
    return {
      text: [
        ...plots.map(
          ({ name, points, vectors }) =>
            `${name}: ${countText(vectors.size, 'vector')} of ${countText(points, 'point')}`,
        ),
        `wrote ${output}`,
      ].join('\n'),
      json: {
        command: 'convert',
        version,
        file: file!,
        output,
        plots: plots.map(({ title, name, points, complex, vectors, types }) => ({
          ...{ title, name, points, complex },
          vectors: [...vectors.keys()].map(own => ({ name: own, type: types.get(own) ?? 'notype' })),
        })),
      },
    };
  });
}

function vectorName(text: string, before?: readonly string[]): readonly string[] {
  if (text.trim() === '') throw new InvalidArgumentError('Expected the name of a vector, such as v(out).');
  return repeated(text.trim().toLowerCase(), before);
}

async function readPlots(file: string): Promise<readonly Plot[]> {
  if (/\.csv(\.gz)?$/i.test(file)) {
    const { parsePlotCsv } = await import('../../sim/spice/waveforms.js');
    return [parsePlotCsv(readText(file), file)];
  }
  const { parseRaw } = await import('../../sim/spice/raw.js');
  const plots = parseRaw(readBytes(file), file);
  return plots.length > 0 ? plots : reject(file, 'found an empty file', 'expected an ngspice raw file');
}

function pick(plots: readonly Plot[], number: number, file: string): Plot {
  return plots[number - 1] ?? reject(`--plot ${number}`, `${file} has ${listed(plots)}`, 'expected one of them');
}

const listed = (plots: readonly Plot[]): string => plots.map(({ name }, k) => `${k + 1} "${name}"`).join(', ');

/** The scale of a plot, which comes first, and those of its vectors that are asked for. */
function only(plot: Plot, names: readonly string[], file: string): Plot {
  const all = [...plot.vectors.keys()];
  for (const name of names)
    if (!plot.vectors.has(name))
      reject(`--vector ${name}`, `${file} has no such vector in "${plot.name}"`, `expected one of ${all.join(', ')}`);
  const kept = [...new Set([all[0]!, ...names])];
  return { ...plot, vectors: new Map(kept.map(name => [name, plot.vectors.get(name)!])) };
}

async function formatPlots(
  plots: readonly Plot[],
  output: string,
  ascii: boolean,
  file: string,
): Promise<string | Uint8Array> {
  const kind = /\.(raw|csv|vcd)$/i.exec(output)?.[1]?.toLowerCase();
  if (kind === undefined)
    return reject(output, 'found another kind of file', 'expected a name that ends in .raw, .csv or .vcd');
  if (ascii && kind !== 'raw') return reject('--ascii', `given for a .${kind} file`, 'expected it with .raw only');
  if (kind === 'raw') {
    const { formatRaw } = await import('../../sim/spice/raw-write.js');
    return formatRaw(plots, ascii ? 'ascii' : 'binary');
  }
  const [plot, ...more] = plots;
  if (more.length > 0)
    return reject(file, `found the plots ${listed(plots)}`, `expected --plot, since a .${kind} file holds one`);
  const { formatPlotCsv, formatPlotVcd } = await import('../../sim/spice/waveforms.js');
  return kind === 'csv' ? formatPlotCsv(plot!) : formatPlotVcd(plot!, file);
}
