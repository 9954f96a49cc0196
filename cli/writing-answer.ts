import type { ChipWriting } from '../compiler/chip-writing.js';
import type { Json } from '../edge/json.js';
import { plain, quantity } from '../report/svg/format.js';
import { tableText } from '../report/table.js';
import { writingCost } from '../report/words.js';
import { finiteOrNull } from './output.js';

/** What writing a chip with pulses took, for people: the figures, the first devices that failed, the notes. */
export function writingText(writing: ChipWriting): string {
  const { method, source, devices, pulses, mostPulses, reads, error, failed, failures, notes } = writing;
  const named = tableText({
    columns: [
      { name: 'tile' },
      { name: 'row' },
      { name: 'column' },
      { name: 'target', unit: 'S' },
      { name: 'programmed', unit: 'S' },
      { name: 'pulses' },
      { name: 'why' },
    ],
    rows: failures.map(({ tile, row, col, target, programmed, pulses: spent, stuck }) => [
      ...[tile, row, col, target, programmed, spent],
      stuck ? 'stuck' : method === 'blind' ? 'missed' : 'given up',
    ]),
  });
  const shown = failures.length < failed ? `, of which the first ${failures.length}` : '';
  return [
    `${method} with the pulse response of ${source}`,
    `per device ${plain(pulses)} pulses, at most ${mostPulses}, and ${plain(reads)} reads; ${writingCost(writing)}`,
    `${failed} of ${devices} devices failed${shown}${failed > 0 ? ':' : ''}`,
    ...(failed > 0 ? [named] : []),
    ...(failed < devices ? [`the others miss their targets by ${quantity(error, 'S')} rms`] : []),
    ...notes,
  ].join('\n');
}

/** `writing` of `ohmweave compile` (docs/json-output.md). */
export function writingJson(writing: ChipWriting): { readonly [name: string]: Json } {
  const { method, source, devices, pulses, mostPulses, reads, error, failed, failures, notes } = writing;
  return {
    ...{ method, source, devices, failed },
    meanPulses: finiteOrNull(pulses),
    mostPulses,
    meanReads: finiteOrNull(reads),
    ...costJson(writing),
    errorSiemens: finiteOrNull(error),
    failures: failures.map(({ matrix, tile, row, col, target, programmed, pulses: spent, stuck }) => ({
      ...{ matrix, tile, row, column: col, targetSiemens: target, programmedSiemens: programmed, pulses: spent, stuck },
    })),
    notes,
  };
}

/** Energy and time of writing, by their names in JSON. */
export function costJson({ energy, seconds, longestArray }: ChipWriting): { readonly [name: string]: number } {
  return { energyJoules: energy, timeSeconds: seconds, longestArraySeconds: longestArray };
}
