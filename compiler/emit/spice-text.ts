import { reject } from '../../edge/error.js';

/** A resistor, left out where it joins two nodes that are one, or is open; `text` in place of its ohms. */
export function* resistor(
  name: string,
  from: string,
  to: string,
  ohm: number,
  text: string = `${ohm}`,
): Generator<string> {
  if (ohm > 0 && ohm < Infinity && from !== to) yield `${name} ${from} ${to} ${text}`;
}

/** The index of the read as a voltage, for `.dc`; why it is a current source stands at `tileNetlist`. */
export const indexSource: readonly string[] = ['iidx 0 idx 0', 'ridx idx 0 1'];

/** A source from a node to ground with v = a_k at index k. One read is given twice: pwl() wants two points. */
export function readSource(nameAndNode: string, line: number, vectors: readonly Float64Array[]): string {
  const points = vectors.length === 1 ? [vectors[0]!, vectors[0]!] : vectors;
  const table = points.map((v, k) => `${k},${v[line]!}`);
  return wrap([`${nameAndNode} 0 v=pwl(v(idx),`, `${table.join(', ')})`].join(' ').split(' '));
}

/** Newton's method in ngspice stops where nothing changes in the ninth digit, and may take its time. */
export const newtonOptions = 'reltol=1e-9 abstol=1e-16 vntol=1e-12 itl1=1000 itl2=1000';

/**
 * Which node of a line stands for its node k, counted from the terminal: the one nearest to the terminal that 0 ohm joins
 * to it, or −1 where that is the terminal itself. `ohm(k)` is the segment on the terminal's side of node k, of `length`
 * nodes; `far` joins the last node to the terminal.
 */
export function lineNode(length: number, k: number, ohm: (segment: number) => number, far: number): number {
  let at = k;
  while (at >= 0 && ohm(at) === 0) at--;
  if (at < 0 || far !== 0) return at;
  for (let beyond = k + 1; beyond < length; beyond++) if (ohm(beyond) !== 0) return at;
  return -1;
}

/** How to run a netlist and what to expect of it: comments below the title. */
export function headerLines(
  what: string,
  notes: readonly string[],
  currents: string,
  expected: readonly Float64Array[] | undefined,
): string[] {
  return [
    `${what}, written by Ohmweave.`,
    ...notes.flatMap(note => note.split(/\r?\n/)),
    `Run:    ngspice -b FILE              prints the ${currents} (A) by the index of the read`,
    '        ngspice -b -r out.raw FILE   writes them with full precision',
    ...(expected
      ? [
          'Expect: the currents below, from the behavioural simulator, to 1e-6 of the largest.',
          ...expected.flatMap((amps, k) => wrap([`read ${k}:`, ...Array.from(amps, String)]).split('\n')),
        ]
      : []),
  ].map(line => `* ${line}`);
}

/** Words in lines of at most 100 characters or so, continued with `+`. */
export function wrap(words: readonly string[]): string {
  const lines: string[] = [];
  let line = words[0] ?? '';
  for (const word of words.slice(1)) {
    if (line.length + word.length < 100) line += ` ${word}`;
    else {
      lines.push(line);
      line = `+ ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Refuses vectors that are not one for each read, or not `length` finite numbers each. */
export function checkVectors(where: string, lists: readonly Float64Array[], reads: number, length: number): void {
  if (lists.length !== reads) reject(where, `found ${lists.length} reads`, `expected ${reads}, one for each vector`);
  for (const [k, values] of lists.entries()) {
    if (values.length !== length) reject(`${where}[${k}]`, `found ${values.length} values`, `expected ${length}`);
    const wrong = values.findIndex(value => !Number.isFinite(value));
    if (wrong >= 0) reject(`${where}[${k}][${wrong}]`, `found ${values[wrong]}`, 'expected a finite number');
  }
}
