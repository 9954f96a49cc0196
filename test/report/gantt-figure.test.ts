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

test('the picture of many operations has no more bars than can be seen', t => {
  const program = chip(mars({ units: 6, blocks: 2 }), hardware(), randomSeries([12]));
  const found = timeline(program, peripheralsNamed('neurosim-sar-22nm'), { steps: 1, shown: 1 });
  const read = found.operations.find(({ work }) => work === 'read')!;
  const operations = (count: number) =>
    Array.from({ length: count }, (_, k) => ({ ...read, start: (2 * k + 1) / count, duration: 1 / count }));
  const bars = (count: number): number =>
    ganttFigure('many reads', { ...found, operations: operations(count) }).match(/<rect [^>]*height="12" fill="#/g)!
      .length;
  // A bar of the legend, and one for each read as long as it is to be seen from its neighbours.
  t.is(bars(200), 1 + 200);
  t.is(bars(200_000), 1 + 1);
});
