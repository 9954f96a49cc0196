import type { Settling } from '../sim/spice/coder-run.js';
import { lineChart } from './svg/line.js';

/** Atoms that a picture shows. */
const mostAtoms = 4;

/**
 * The codes of a coder through time, those that are largest in the end and one that rises and is put down again, in ngspice and,
 * beside each, in the simulator.
 */
export function settlingFigure(spice: Settling, simulated: Settling): string {
  const atoms = shownAtoms(simulated);
  const curve = ({ trajectory: { times, codes } }: Settling, atom: number) => ({
    x: times,
    y: times.map((_, k) => codes[(k * codes.length) / times.length + atom]!),
  });
  return lineChart({
    title: 'Codes that settle as voltages',
    description: 'The largest codes of an input, and one that is put down by others, from 0 V on.',
    x: { label: 'Time', values: simulated.trajectory.times, unit: 's' },
    y: { label: 'Code', unit: '' },
    series: atoms.flatMap(atom => [
      { name: `atom ${atom}, ngspice`, ...curve(spice, atom) },
      { name: 'simulator', ...curve(simulated, atom) },
    ]),
  });
}

function shownAtoms({ trajectory: { times, codes } }: Settling): number[] {
  const count = codes.length / times.length;
  const last = codes.subarray(-count);
  const largest = new Float64Array(count);
  codes.forEach((a, at) => {
    largest[at % count] = Math.max(largest[at % count]!, Math.abs(a));
  });
  const by = (score: (atom: number) => number): number[] =>
    Array.from({ length: count }, (_, atom) => atom).sort((a, b) => score(b) - score(a));
  const ends = by(atom => Math.abs(last[atom]!)).slice(0, mostAtoms - 1);
  const put = by(atom => largest[atom]! - Math.abs(last[atom]!)).find(atom => !ends.includes(atom));
  return put === undefined ? ends : [...ends, put];
}
