import { lastCodes } from '../sim/analog-settling.js';
import type { Settling } from '../sim/spice/coder-run.js';
import { lineChart } from './svg/line.js';

/** Atoms that a picture shows. */
const mostAtoms = 4;

/**
 * The states of a coder through time, in ngspice and, beside each, in the simulator: of the atoms whose codes are largest in the
 * end, and of the one that others put down most. `level` is λ, beyond which a state has a code.
 */
export function settlingFigure(spice: Settling, simulated: Settling, level: number): string {
  const curve = ({ trajectory: { times, states } }: Settling, atom: number) => ({
    x: times,
    y: times.map((_, k) => states[(k * states.length) / times.length + atom]!),
  });
  return lineChart({
    title: 'States of a sparse coder that settle as voltages',
    description:
      'The states of four atoms from 0 V on, in ngspice and in the simulator; beyond the threshold they have codes.',
    x: { label: 'Time', values: simulated.trajectory.times, unit: 's' },
    y: { label: 'State u', unit: '' },
    series: shownAtoms(simulated).flatMap(atom => [
      { name: `atom ${atom}, ngspice`, ...curve(spice, atom) },
      { name: `atom ${atom}, simulator`, ...curve(simulated, atom) },
    ]),
    reference: { name: 'threshold', y: level },
  });
}

function shownAtoms({ trajectory }: Settling): number[] {
  const last = lastCodes(trajectory);
  const largest = new Float64Array(last.length);
  trajectory.codes.forEach((a, at) => {
    const atom = at % last.length;
    largest[atom] = Math.max(largest[atom]!, Math.abs(a));
  });
  const by = (score: (atom: number) => number): number[] =>
    Array.from(last, (_, atom) => atom).sort((a, b) => score(b) - score(a));
  const ends = by(atom => Math.abs(last[atom]!)).slice(0, mostAtoms - 1);
  const down = by(atom => largest[atom]! - Math.abs(last[atom]!)).find(atom => !ends.includes(atom));
  return down === undefined ? ends : [...ends, down];
}
