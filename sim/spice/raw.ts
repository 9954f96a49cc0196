/** One plot of an ngspice raw file: the vectors of one analysis. */
export interface Plot {
  /** First line of the netlist. */
  readonly title: string;
  /** Kind of analysis in ngspice's words, e.g. `DC transfer characteristic`. */
  readonly name: string;
  readonly points: number;
  readonly complex: boolean;
  /** By name in lower case, e.g. `v(out)`, `i(vs)`; length points, or 2·points (re, im, re, …) where complex. */
  readonly vectors: ReadonlyMap<string, Float64Array>;
}

/**
 * Parses a binary ngspice raw file (what `write` and `ngspice -b -r` make): for each plot a text header that ends in
 * `Binary:`, then little-endian float64, point by point. Error where the file is cut short or in ASCII form.
 */
export function parseRaw(bytes: Uint8Array): Plot[] {
  const plots: Plot[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = indexOfMark(bytes, at);
    if (end < 0) throw new Error(`raw file: no "Binary:" after byte ${at} of ${bytes.length}`);
    const header = new TextDecoder('latin1').decode(bytes.subarray(at, end));
    const field = (name: string): string => new RegExp(`^${name}: *(.*)$`, 'm').exec(header)?.[1]?.trim() ?? '';
    const points = Number(field('No\\. Points'));
    const complex = field('Flags').includes('complex');
    const variables = [...header.matchAll(/^\s+\d+\s+(\S+)\s+\S+/gm)].map(match => match[1]!.toLowerCase());
    if (variables.length !== Number(field('No\\. Variables')))
      throw new Error(`raw file: ${variables.length} variables, header says ${field('No\\. Variables')}`);

    const width = complex ? 2 : 1;
    const size = variables.length * points * width * 8;
    const data = bytes.subarray(end + mark.length, end + mark.length + size);
    if (data.length !== size) throw new Error(`raw file: cut short, ${data.length} of ${size} data bytes`);
    plots.push({
      title: field('Title'),
      name: field('Plotname'),
      points,
      complex,
      vectors: columns(data, variables, points, width),
    });
    at = end + mark.length + size;
  }
  return plots;
}

const mark = new TextEncoder().encode('Binary:\n');

function indexOfMark(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(mark[0]!, from); at >= 0; at = bytes.indexOf(mark[0]!, at + 1))
    if (mark.every((byte, k) => bytes[at + k] === byte)) return at;
  return -1;
}

function columns(data: Uint8Array, names: readonly string[], points: number, width: number): Map<string, Float64Array> {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const vectors = new Map<string, Float64Array>();
  names.forEach((name, v) => {
    const column = new Float64Array(points * width);
    for (let p = 0; p < points; p++)
      for (let c = 0; c < width; c++)
        column[p * width + c] = view.getFloat64(((p * names.length + v) * width + c) * 8, true);
    vectors.set(name, column);
  });
  return vectors;
}
