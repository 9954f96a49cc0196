import type { ArrayUnits, Chip, StageSet } from './chip.js';

/**
 * The same chip with no more of its units at work than all times depend on. Of the arrays of a set that nothing else reads, each
 * does the same things in the same order; the one whose lines settle longest is done last at every read, and what comes next waits for it.
 * So it stands for them. Of the ADCs of an array one stands for all: its sample and hold is taken for as long as any of the set
 * converts. Units keep their numbers.
 */
export function leadingChip(chip: Chip): Chip {
  const readers = new Map<number, number>();
  for (const { array } of chip.stages.flatMap(({ sets }) => sets.flatMap(({ arrays }) => arrays)))
    readers.set(array, (readers.get(array) ?? 0) + 1);
  const stages = chip.stages.map(stage => ({
    ...stage,
    sets: stage.sets.map(set => leadingSet(set, ({ array }) => readers.get(array)! > 1)),
  }));
  return { ...chip, stages };
}

function leadingSet(set: StageSet, isShared: (units: ArrayUnits) => boolean): StageSet {
  const { arrays, lanes } = set;
  const slowest = arrays.reduce<ArrayUnits | undefined>(
    (most, own) => (isShared(own) || (most && most.settling >= own.settling) ? most : own),
    undefined,
  );
  const leads = arrays.map(own => own === slowest || isShared(own));
  return {
    ...set,
    arrays: arrays
      .filter((_, k) => leads[k])
      .map(own => ({ ...own, adcs: own.adcs.slice(0, 1).map(adc => ({ ...adc, share: 1 })) })),
    // A set without arrays has lanes of its own.
    lanes: arrays.length > 0 ? lanes.filter((_, k) => leads[k]) : lanes,
  };
}
