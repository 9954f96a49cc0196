/** What a netlist, or a subcircuit in it, is made of, subcircuits within it included. */
interface Content {
  elements: number;
  /** B sources: each has the tree of its expression. */
  expressions: number;
  /** V sources, whose currents are saved besides the voltages. */
  sources: number;
  nodes: number;
  /** Connections between two nodes of which neither is ground. */
  branches: number;
}

const kibi = 2 ** 10;

/** What ngspice and its KLU hold besides the circuit. */
const base = 17 * kibi ** 2;

/**
 * Bytes of WebAssembly memory that ngspice with KLU will have taken after a netlist, about; from its text alone.
 *
 * It adds up 0.7 KiB for each element and 0.5 KiB for each node, 2 KiB more for the expression of a B source, 2 bytes for
 * each letter, 0.5 KiB for each vector that is saved and 28 bytes for each value in it. The rest is fill-in: of n nodes that
 * lie on loops of branches, 1.1 KiB · log₂(n / 2000) each, as a planar mesh under a minimum-degree ordering has it; ladders
 * and trees have none. n is at most twice the count of independent loops, branches − nodes + 1.
 *
 * Measured above 60 MiB (bench/spice-memory.ts): within 30 % on crossbars, meshes, ladders, complete graphs and long
 * transients. What is far from planar takes more, so a netlist that passes may still be too large.
 */
export function netlistMemory(netlist: string): number {
  const { content, saved, points } = readNetlist(netlist);
  const { elements, expressions, nodes, branches, sources } = content;
  const loops = Math.max(0, branches - nodes + 1);
  const meshed = Math.min(nodes, 2 * loops);
  const fill = 1.1 * kibi * meshed * Math.log2(Math.max(1, meshed / 2000));
  const vectors = saved ?? nodes + sources + 1;
  const circuit = kibi * (0.7 * elements + 0.5 * nodes + 2 * expressions);
  return base + circuit + fill + 2 * netlist.length + vectors * (0.5 * kibi + 28 * points);
}

interface Reading {
  readonly content: Content;
  /** Count of vectors named by `.save`; all where there is none. */
  readonly saved: number | undefined;
  /** Values that the analysis stores of each. */
  readonly points: number;
}

/** Nodes of a first letter's element that conduct into each other; of most elements the first two. */
const terminals: Readonly<Record<string, number>> = { m: 4, q: 3, j: 3, z: 3, t: 4, o: 4 };

function readNetlist(netlist: string): Reading {
  const definitions = new Map<string, Content>();
  const whole = scope();
  const open: { readonly name: string; readonly scope: Scope }[] = [];
  let saved: number | undefined;
  let points = 1;
  let inScript = false;
  // Whether the card that `+` lines go on with is a .save.
  let saving = false;
  for (const [card] of netlist.slice(netlist.indexOf('\n') + 1).matchAll(/\S[^\n]*/g)) {
    const first = card[0]!.toLowerCase();
    if (first === '+') {
      if (saving) saved! += vectorsOf(card);
      continue;
    }
    saving = false;
    if (first === '*' || first === '$') continue;
    const here = open.at(-1)?.scope ?? whole;
    if (first !== '.') {
      if (!inScript && first >= 'a' && first <= 'z') here.add(first, card, definitions);
      continue;
    }
    const words = wordsOf(card.toLowerCase());
    const dot = words[0]!;
    if (dot === '.control') inScript = true;
    else if (dot === '.endc') inScript = false;
    else if (dot === '.subckt') open.push({ name: words[1] ?? '', scope: scope(words.slice(2)) });
    else if (dot === '.ends') {
      const done = open.pop();
      if (done) definitions.set(done.name, done.scope.content());
    } else if (dot === '.save' && !words.includes('all')) {
      saving = true;
      saved = (saved ?? 1) + vectorsOf(card);
    } else if (dot === '.tran') points = transientPoints(words.slice(1).map(spiceNumber));
    else if (dot === '.dc') points = sweepPoints(words.slice(1));
  }
  return { content: whole.content(), saved, points };
}

interface Scope {
  add(kind: string, card: string, definitions: ReadonlyMap<string, Content>): void;
  content(): Content;
}

/** Counts the elements of one level; the nodes in `ports` are another level's. */
function scope(ports: readonly string[] = []): Scope {
  const names = new Set<string>();
  const total: Content = { elements: 0, expressions: 0, sources: 0, nodes: 0, branches: 0 };
  return {
    add(kind, card, definitions) {
      const words = wordsOf(card);
      const parameters = words.findIndex(word => word.includes('=') || word.toLowerCase() === 'params:');
      const definition =
        kind === 'x' ? definitions.get(words.at(parameters < 0 ? -1 : parameters - 1)!.toLowerCase()) : undefined;
      if (definition) for (const key of Object.keys(total) as (keyof Content)[]) total[key] += definition[key];
      else total.elements++;
      if (kind === 'b') total.expressions++;
      if (kind === 'v') total.sources++;
      let joined = 0;
      const count = kind === 'x' ? words.length - 2 : (terminals[kind] ?? 2);
      for (const node of words.slice(1, 1 + count)) {
        if (node === '0' || node.toLowerCase() === 'gnd') continue;
        names.add(node);
        joined++;
      }
      if (kind !== 'x') total.branches += Math.max(0, joined - 1);
    },
    content: () => ({ ...total, nodes: total.nodes + names.size - ports.filter(port => names.has(port)).length }),
  };
}

/** How many a `.save` card, or a line that goes on with it, names. */
const vectorsOf = (card: string): number => card.trim().split(/\s+/).length - 1;

const wordsOf = (card: string): string[] => card.trim().split(/[\s,()]+/);

const suffixes: Readonly<Record<string, number>> = {
  ...{ t: 1e12, g: 1e9, meg: 1e6, k: 1e3, mil: 25.4e-6, m: 1e-3, u: 1e-6, n: 1e-9, p: 1e-12, f: 1e-15, a: 1e-18 },
};

/** `2.5meg` is 2.5e6; NaN where it is an expression. */
function spiceNumber(text: string): number {
  const [, digits, suffix] = /^([-+]?\d*\.?\d*(?:e[-+]?\d+)?)(meg|mil|[tgkmunpfa])?/.exec(text) ?? [];
  return digits === '' ? Number.NaN : Number(digits) * (suffix ? suffixes[suffix]! : 1);
}

/** ngspice's steps are at most as long as the one of the card, and as its fourth number; stored from the third on. */
function transientPoints([step = Number.NaN, stop = Number.NaN, start = 0, most = step]: number[]): number {
  const points = (stop - (start || 0)) / Math.min(step, most || step);
  return points > 1 && points < Infinity ? points : 1;
}

/** Up to two sweeps, one within the other, each a name, first, last and step. */
function sweepPoints(words: readonly string[]): number {
  let points = 1;
  for (let at = 0; at + 3 < words.length; at += 4) {
    const [first, last, step] = words.slice(at + 1, at + 4).map(spiceNumber) as [number, number, number];
    const steps = Math.floor((last - first) / step) + 1;
    if (steps > 1 && steps < Infinity) points *= steps;
  }
  return points;
}
