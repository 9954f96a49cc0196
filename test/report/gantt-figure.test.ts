import test from 'ava';
import { peripheralsNamed } from '../../compiler/cost/peripherals.js';
import { timeline } from '../../compiler/timeline/timeline.js';
import { ganttFigure } from '../../report/gantt-figure.js';
import { chip, hardware, mars, randomSeries } from '../compiler/builders.js';
import { sameAsGolden } from './golden.js';
import { crowding } from './xml.js';

test('stages and steps of a small network', t => {
  const program = chip(mars({ units: 6, blocks: 2 }), hardware(), randomSeries([12]));
  const found = timeline(program, peripheralsNamed('neurosim-sar-22nm'), { steps: 12, shown: 3 });
  const figure = ganttFigure('MARS of two blocks', found);
  sameAsGolden(t, 'gantt', figure);
  t.deepEqual(crowding(figure), []);
  const bars = figure.match(/<rect [^>]*height="12" fill="#/g)!.length;
  // A legend of three, three rows for each of three stages and steps.
  t.is(bars, 3 + 3 * 3 * 3);
});
