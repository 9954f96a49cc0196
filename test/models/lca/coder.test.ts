import test from 'ava';
import { reconstructions, sparseCodes } from '../../../models/lca/code.js';
import { checkedCoder, coderCodes, coderReconstructions } from '../../../models/lca/coder.js';
import { convolutionalCodes, convolutionalReconstructions } from '../../../models/lca/convolution.js';
import type { LcaLayer } from '../../../models/network.js';
import { matrix } from '../../../numeric/matrix.js';
import { randomStream } from '../../../numeric/random.js';
import { tinyCoder, tinyWindowCoder, tinyWindows } from '../builders.js';

const inputs = (cols: number) => {
  const data = new Float64Array(3 * cols);
  randomStream(1, 'inputs').fillNormal(data, 0);
  return matrix(3, cols, data);
};

for (const form of ['gram', 'residual'] as const) {
  test(`a ${form} coder without windows codes inputs as a whole`, t => {
    const coder = tinyCoder({ form }).layers[0] as LcaLayer;
    const found = coderCodes(coder, inputs(4));
    t.deepEqual(found, sparseCodes(coder.weights, inputs(4), coder));
    t.deepEqual(
      coderReconstructions(coder.weights, undefined, found.codes),
      reconstructions(coder.weights, found.codes),
    );
  });

  test(`a ${form} coder with windows codes at each position of them`, t => {
    const windows = tinyWindows({ padding: 'same' });
    const coder = tinyWindowCoder(windows, { form }).layers[0] as LcaLayer;
    const found = coderCodes(coder, inputs(30));
    t.is(found.codes.cols, 30 * 4);
    t.deepEqual(found, convolutionalCodes(coder.weights, windows, inputs(30), coder));
    t.deepEqual(
      coderReconstructions(coder.weights, windows, found.codes),
      convolutionalReconstructions(coder.weights, windows, found.codes),
    );
  });
}

test('a coder that is looked at once gives the same codes, and is refused before there are inputs', t => {
  for (const network of [tinyCoder(), tinyWindowCoder()]) {
    const coder = network.layers[0] as LcaLayer;
    const some = inputs(network.input.channels);
    const code = checkedCoder(coder);
    for (let k = 0; k < 2; k++) t.deepEqual(code(some), coderCodes(coder, some).codes);
    t.throws(() => checkedCoder({ ...coder, step: 3 }), {
      name: 'InputError',
      message: /^coder: step: found 3; expected above 0 and below 2\/L = 0\.\d+, /,
    });
    const long = { ...coder.weights, data: coder.weights.data.map(value => 2 * value) };
    t.throws(() => checkedCoder({ ...coder, weights: long }), {
      name: 'InputError',
      message: /: atom 0: found the length [12][.\d]*; expected 1: divide each atom by its length$/,
    });
  }
});
