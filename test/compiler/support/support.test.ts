import test from 'ava';
import { compile } from '../../../compiler/compile.js';
import type { Hardware } from '../../../compiler/hardware.js';
import { unsupported, verifyDescription, verifyLayerNetlist } from '../../../compiler/support/support.js';
import { randomSteps, tinyCoder, tinyMars } from '../../models/builders.js';
import { settling } from '../../sim/coders.js';
import { chip, hardware, randomSeries } from '../builders.js';

const slices = { weightBits: 8, cellBits: 2, over: 'cells' } as const;
const kinds = (on: Hardware) => () => verifyDescription(on, 'hw.json');

test('what a description cannot have is named with what would be right', t => {
  t.throws(kinds(hardware({ slices: { ...slices, cellBits: 8 } })), {
    message:
      'hw.json: mapping.slices: found cellBits 8 and weightBits 8; expected cellBits of at most 7: one bit of a weight is its sign',
  });
  t.throws(kinds(hardware({ slices, imperfections: { levels: 3 } })), {
    message:
      'hw.json: imperfections.levels: found 3 levels, and 2 bits in a cell; expected at least 4 levels, or 0 for a continuum',
  });
  t.throws(kinds(hardware({ slices, imperfections: { levels: 6 }, signs: 'dummy column' })), {
    message: /expected at least 7 levels/,
  });
  t.throws(kinds(hardware({ dac: { bits: null, bitsPerRead: 1 } })), { message: /"ideal" dac.bits; expected a count/ });
  t.throws(kinds(hardware({ dac: { bits: 4, bitsPerRead: 4 } })), { message: /dac.bits 4; expected at most 3/ });
  for (const levels of [0, 4, 16]) t.notThrows(kinds(hardware({ slices, imperfections: { levels } })));
});

const mappings: readonly Hardware[] = [
  hardware({ signs: 'dummy column' }),
  hardware({ signs: 'offset column' }),
  hardware({ slices }),
  hardware({ dac: { bits: 8, bitsPerRead: 1 } }),
];

test('coders in their residual form, and circuits that settle, take pairs of whole weights and inputs', t => {
  for (const on of mappings) {
    const inputs = randomSteps(5, 4);
    t.throws(() => chip(tinyCoder({ form: 'residual' }), on, inputs), { message: /residual form; expected/ });
    t.throws(() => chip(tinyCoder(), { ...on, settling }, inputs), { message: /settling "analog"; expected/ });
    t.notThrows(() => chip(tinyCoder(), on, inputs));
  }
});

test('a network of products takes any of them, and its layers have no netlist of their own but of slices', t => {
  for (const on of mappings) {
    t.notThrows(() => chip(tinyMars(), on, randomSeries([10, 10])));
    if (on.slices) t.notThrows(() => verifyLayerNetlist(on));
    else t.throws(() => verifyLayerNetlist(on), { message: /a netlist of a whole layer; expected/ });
  }
});

test('every reason is a sentence without a full stop, and every rule is silent on plain hardware', t => {
  t.true(unsupported.length >= 15);
  const { program } = compile(tinyMars(), hardware(), { seed: 1, calibration: randomSeries([5]) });
  for (const rule of unsupported) {
    t.regex(rule.reason, /^[a-z].*[a-z]$/);
    t.is(rule.find({ hardware: hardware(), graph: program.graph }), undefined);
  }
});
