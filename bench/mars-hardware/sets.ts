import { reject } from '../../edge/error.js';
import { otherSets, published } from '../mars-paper/sets.js';

const paperSets = Object.keys(published);
const allSets = [...paperSets, ...otherSets, 'SelfRegulationSCP1'];

/** The sets that a command line names; where it names none, all of them, or those of the paper that are at hand. */
export function chosenSets(names: readonly string[], all: boolean): readonly string[] {
  for (const name of names)
    if (!allSets.includes(name)) reject('set', `found "${name}"`, `expected some of ${allSets.join(', ')}`);
  if (names.length > 0) return names;
  return all ? allSets : paperSets;
}
