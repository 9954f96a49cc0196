import test from 'ava';
import type { Effect } from '../../compiler/effects.js';
import { rungName } from '../../report/effect-names.js';
import { costConditions, effectsFigure, ladderFigure, shownReadout } from '../../report/effects-figure.js';
import type { EffectStudy, OverChips } from '../../sim/effects.js';
import { sameAsGolden } from './golden.js';
import { crowding } from './xml.js';

const over = (mean: number): OverChips => ({ values: [mean - 0.01, mean + 0.01], mean, deviation: 0.014 });
const rung = { time: 0, compensation: 'none', readout: 'float' } as const;
const own: readonly Effect[] = ['quantisation', 'ir-drop', 'drift'];
const year = 365.25 * 86400;

const study: EffectStudy = {
  seeds: [1, 2],
  reference: 0.95,
  ladder: [
    { added: 'quantisation', effects: ['quantisation', 'drift'], ...rung, accuracy: over(0.94) },
    { added: 'ir-drop', effects: own, ...rung, accuracy: over(0.9) },
    { added: 'age', effects: own, ...rung, time: year, accuracy: over(0.5) },
    { added: 'compensation', effects: own, ...rung, time: year, compensation: 'global', accuracy: over(0.7) },
    {
      ...{ added: 'retraining', effects: own, time: year, compensation: 'global', readout: 'retrained' },
      accuracy: over(0.92),
    },
  ],
  time: year,
  compensation: 'global',
  costs: own.map((effect, k) => ({
    ...{ effect, readout: 'retrained' },
    alone: over(0.01 * k),
    within: over(0.02 - 0.015 * k),
  })),
  noiseSplit: 1e-3,
};

test('two pictures of costs below each other, and the ladder', t => {
  const figure = effectsFigure('pcm-256', [{ name: 'GunPoint', study }], 'retrained');
  sameAsGolden(t, 'effects', figure);
  t.regex(figure, /GunPoint: quantisation 2\.0.%, IR drop 0\.5.%, drift/);
  const ladder = ladderFigure({ name: 'GunPoint', study });
  sameAsGolden(t, 'effects-ladder', ladder);
  t.deepEqual(crowding(ladder), []);
});

test('what rungs and costs are called', t => {
  t.deepEqual(study.ladder.map(rungName), ['quantised', '+ IR drop', '1 year', '+ compensation', '+ retraining']);
  t.is(shownReadout(study), 'retrained');
  t.is(shownReadout({ ...study, costs: [] }), 'float');
  t.is(costConditions(study), 'after 1 year, compensated');
  t.is(costConditions({ ...study, time: 0, compensation: 'none' }), 'just after programming, not compensated');
});

test('effects that only some studies have are drawn as nothing for the others', t => {
  const other = { ...study, costs: study.costs.slice(0, 1) };
  t.regex(
    effectsFigure('both', [{ name: 'a', study }, { name: 'b', study: other }], 'retrained'), // biome-ignore format: short
    /b: quantisation 2\.0.%, IR drop 0\.0.%, drift 0\.0.%/,
  );
});
