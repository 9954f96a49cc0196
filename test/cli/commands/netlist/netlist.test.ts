import test from 'ava';
import { requireArrays } from '../../../../cli/commands/netlist/netlist.js';
import { InputError } from '../../../../edge/error.js';
import type { Network } from '../../../../models/network.js';
import { chip, esn, hardware, randomSeries } from '../../../compiler/builders.js';
import { randomSteps } from '../../../models/builders.js';

const digital: Network = {
  name: 'digital',
  input: { channels: 3, normalize: 'none' },
  layers: [{ type: 'activation', name: 'soft', function: 'softmax' }],
};

test('a program that is digital throughout has nothing for ngspice', t => {
  t.throws(() => requireArrays(chip(digital, hardware(), randomSteps(2, 3)), 'net.owp'), {
    instanceOf: InputError,
    message: 'net.owp: found a program without arrays; expected one with a layer on a crossbar',
  });
  t.notThrows(() => requireArrays(chip(esn(), hardware(), randomSeries([3, 4])), 'net.owp'));
});
