import { messageOf } from '../../edge/error.js';
import { SpiceError } from './errors.js';
import { type Plot, parseRaw } from './raw.js';
import type { SpiceResult } from './runner.js';

/** What an ngspice printed, line by line. */
export interface Printed {
  out: string[];
  err: string[];
}

/** A netlist under a title that proves that a result belongs to it: ngspice writes the title into the raw file. */
export interface MarkedNetlist {
  readonly mark: string;
  /** The title it had: its first line, always. */
  readonly title: string;
  readonly text: string;
}

export function markNetlist(netlist: string, mark: string): MarkedNetlist {
  const end = netlist.indexOf('\n');
  const [title, rest] = end < 0 ? [netlist, '.end\n'] : [netlist.slice(0, end), netlist.slice(end + 1)];
  return { mark, title: title.trimEnd(), text: `${mark}\n${rest}` };
}

/**
 * Whether a netlist must not be solved with KLU, even where it asks for it: `.noise` and `.pz` refuse it, in `.disto` it
 * finds every matrix singular, and in `.sens` it gives the first of several frequencies only (ngspice 45.2).
 *
 * Nothing is solved with KLU that does not ask for it, as the netlists of compiler/emit do. It is 12 times faster than
 * ngspice's older solver on an array of 64×64 and 60 times at 128×128, but it does not get through every transient: that of
 * a device with a sharp threshold (Pershin–Di Ventra under pulses), 1.5 s with the older one, did not end within 400 s.
 */
export const refusesKlu = (netlist: string): boolean => /^[ \t]*\.(noise|pz|disto|sens)\b/im.test(netlist);

/** What to say to an ngspice that waits for commands, so that all plots of the netlist in `deck` end up in `output`. */
export const sessionCommands = (netlist: MarkedNetlist, deck: string, output: string): string[] => [
  `source ${deck}`,
  ...(refusesKlu(netlist.text) ? ['option sparse'] : []),
  'run',
  'set appendwrite',
  'foreach plot $plots',
  'setplot $plot',
  `write ${output}`,
  'end',
];

/** What ngspice says on stderr when a result is missing, partial or of another circuit than was asked for. */
const failure =
  /aborted|interrupted due to error|not parsed|could not be simulated|singular matrix|no data saved|any circuits|No job|fatal error|line, ignored|too small, set to/i;

/** Remarks, and what only follows from an error that was named before. */
const noise =
  /^(Note:|Error: circuit not parsed|Error: no circuit loaded|Warning: there is no circuit|Command 'remcirc'|Trying gmin|Supplies reduced|Warning from checkvalid|ERROR: \(external\) {2}no graphics|please check if X-server|or ngspice is compiled properly)/;

/** The plots of a session. SpiceError where ngspice gave none, a partial one or those of a circuit it has changed. */
export function readSession(netlist: MarkedNetlist, raw: Uint8Array | undefined, printed: Printed): SpiceResult {
  if (!raw || printed.err.some(line => failure.test(line)))
    throw new SpiceError(...spiceWords(printed, 'ngspice gave no result, and no reason (quit?)'));
  // The constants of ngspice come along as a plot with a title of their own.
  const own = plotsOf(raw).filter(({ title }) => title === netlist.mark);
  const [first, ...further] = own.map(plot => ({ ...withoutEcho(plot), title: netlist.title }));
  if (!first) throw new SpiceError(...spiceWords(printed, 'no result of this netlist'));
  return { ...first, further, log: printed.out };
}

function plotsOf(raw: Uint8Array): readonly Plot[] {
  try {
    return parseRaw(raw, "ngspice's results");
  } catch (cause) {
    throw new SpiceError(messageOf(cause));
  }
}

/** What ngspice said that matters, in short, and the netlist line it names. */
export function spiceWords({ err }: Printed, otherwise: string): [message: string, line: number | undefined] {
  const lines = err.map(line => line.trim()).filter(line => line && !noise.test(line));
  const text = [...new Set(lines)].slice(0, 8).join(' | ') || otherwise;
  const line = /\bline (?:no\.? )?(\d+)/.exec(text)?.[1];
  return [text, line === undefined ? undefined : Number(line)];
}

/** A plot of a single vector is written with a second one, `v(all)`, that is the same again. */
function withoutEcho(plot: Plot): Plot {
  const [vector, echo] = plot.vectors.values();
  if (plot.vectors.size !== 2 || !echo || echo !== plot.vectors.get('v(all)')) return plot;
  if (!vector!.every((value, k) => Object.is(value, echo[k]))) return plot;
  const single = <T>(of: ReadonlyMap<string, T>): Map<string, T> => new Map([...of].slice(0, 1));
  return { ...plot, vectors: single(plot.vectors), types: single(plot.types) };
}
