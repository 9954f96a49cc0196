import type { Effect } from '../compiler/effects.js';
import type { Rung } from '../sim/effects.js';
import { ageLabel } from './age.js';

const names: Readonly<Record<Effect, string>> = {
  quantisation: 'quantisation',
  programming: 'programming',
  conduction: 'device curves',
  recurrence: 'volatile units',
  'read-noise': 'read noise',
  'ir-drop': 'IR drop',
  drift: 'drift',
};

export const effectName = (effect: Effect): string => names[effect];

/** What a rung is called: the first is "quantised", later ones say what they add. */
export function rungName({ added, time, compensation }: Rung): string {
  if (added === 'age') return ageLabel(time);
  if (added === 'compensation') return compensation === 'column' ? '+ compensation by column' : '+ compensation';
  if (added === 'retraining') return '+ retraining';
  if (added === 'quantisation') return 'quantised';
  return added === 'programming' ? 'programmed' : `+ ${names[added]}`;
}
