import test from 'ava';
import { settlingFigure } from '../../report/settling-figure.js';
import { simulatedSettling } from '../../sim/spice/coder-run.js';
import { coderChip } from '../sim/coders.js';
import { parseXml } from './xml.js';

test('four atoms, each in ngspice and in the simulator, and the threshold', t => {
  const { program, set } = coderChip(6, 9);
  const { settling } = simulatedSettling({ program, layer: 'coder', input: set.series[0]!.values, time: 0 });
  const svg = settlingFigure(settling, settling, 0.3);
  parseXml(svg);
  t.is([...svg.matchAll(/atom \d, ngspice/g)].length, 4);
});
