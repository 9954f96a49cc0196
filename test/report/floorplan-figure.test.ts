import test from 'ava';
import { fillReport } from '../../compiler/placement/fill.js';
import { floorplan } from '../../compiler/placement/floorplan.js';
import { floorplanFigure } from '../../report/floorplan-figure.js';
import { chip, hardware, mars, randomSeries } from '../compiler/builders.js';
import { sameAsGolden } from './golden.js';
import { crowding } from './xml.js';

test('arrays that products share, and the wires between them', t => {
  const on = hardware({
    array: { rows: 10, columns: 14 },
    placement: { packing: 'shared rows', duplicates: { block1: 2 } },
  });
  const program = chip(mars({ units: 6, blocks: 2 }), on, randomSeries([12]));
  const fill = fillReport(program);
  const figure = floorplanFigure({ title: 'a small chip', rows: 10, columns: 14, fill, plan: floorplan(program) });
  sameAsGolden(t, 'floorplan', figure);
  t.deepEqual(crowding(figure), []);
});
