import test from 'ava';
import fc from 'fast-check';
import { verifyGraph } from '../../compiler/verify.js';
import { referenceEngine, runGraph } from '../../models/execute.js';
import { sparseCodes } from '../../models/lca/code.js';
import { convolutionalCodes } from '../../models/lca/convolution.js';
import { imageLength, type Windows } from '../../models/lca/windows.js';
import { lower } from '../../models/lower.js';
import type { LcaLayer } from '../../models/network.js';
import { referenceFeatures, referenceScores } from '../../models/reference.js';
import { concatenate, largestDifference, matrix } from '../../numeric/matrix.js';
import { randomSteps, tinyCoder, tinyWindowCoder, tinyWindows } from './builders.js';

const set = randomSteps(7, 4);
const inputs = matrix(7, 4, concatenate(set.series.map(({ values }) => values)));

for (const form of ['gram', 'residual'] as const)
  for (const threshold of [
    { shape: 'soft', level: 0.1, signs: 'both' },
    { shape: 'hard', level: 0.2, signs: 'positive' },
  ] as const) {
    test(`the graph of a ${form} coder with a ${threshold.shape} threshold yields its codes`, t => {
      const network = tinyCoder({ form, threshold });
      const coder = network.layers[0] as LcaLayer;
      const { codes } = sparseCodes(coder.weights, inputs, coder);
      const { scores, features } = runGraph(lower(network), set, referenceEngine());
      t.true(codes.data.some(a => a !== 0) && codes.data.some(a => a === 0));
      // The same sums in another order of their parts.
      t.true(largestDifference(scores.data, codes.data).worst < 1e-13);
      t.deepEqual(features, scores);
    });
  }

test('a readout behind a coder sees its codes', t => {
  for (const form of ['gram', 'residual'] as const) {
    const network = tinyCoder({ form }, true);
    const { scores } = runGraph(lower(network), set, referenceEngine());
    t.true(largestDifference(scores.data, referenceScores(network, set).data).worst < 1e-13);
  }
});

test('products are read once a round, and their reads are counted through the run', t => {
  const { nodes } = lower(tinyCoder({ form: 'residual', iterations: 3 }));
  const seen: string[] = [];
  runGraph({ ...lower(tinyCoder({ form: 'residual', iterations: 3 })), nodes }, set, {
    ...referenceEngine(),
    mvm(node, x, count, first) {
      seen.push(`${node.name} ${first}+${count}`);
      return referenceEngine().mvm(node, x, count, first);
    },
  });
  t.deepEqual(
    seen,
    [0, 7, 14].flatMap(first => [`coder_back ${first}+7`, `coder ${first}+7`]),
  );
});

for (const padding of ['valid', 'same'] as const)
  for (const stride of [1, 2])
    test(`the graph of a coder with ${padding} windows, stride ${stride}, yields its convolutional codes`, t => {
      const windows = tinyWindows({ padding, stride, channels: 2 });
      const network = tinyWindowCoder(windows);
      const coder = network.layers[0] as LcaLayer;
      const images = randomSteps(5, imageLength(windows));
      const rows = matrix(5, imageLength(windows), concatenate(images.series.map(({ values }) => values)));
      const { codes } = convolutionalCodes(coder.weights, windows, rows, coder);
      const { scores } = runGraph(lower(network), images, referenceEngine());
      t.true(codes.data.some(a => a !== 0) && codes.data.some(a => a === 0));
      t.is(scores.cols, codes.cols);
      t.true(largestDifference(scores.data, codes.data).worst < 1e-13);
      t.true(largestDifference(scores.data, referenceFeatures(network, images).data).worst < 1e-13);
    });

test('windows may have any size, stride and padding that fits', t => {
  const shapes = fc
    .record({
      image: fc.record({ rows: fc.integer({ min: 1, max: 7 }), columns: fc.integer({ min: 1, max: 7 }) }),
      half: fc.record({ rows: fc.integer({ min: 0, max: 2 }), columns: fc.integer({ min: 0, max: 2 }) }),
      ...{ channels: fc.integer({ min: 1, max: 2 }), stride: fc.integer({ min: 1, max: 3 }) },
      padding: fc.constantFrom('valid', 'same'),
    })
    .map(({ half, ...rest }): Windows => {
      const kernel = { rows: 2 * half.rows + 1, columns: 2 * half.columns + 1 };
      return { ...rest, kernel };
    })
    .filter(({ padding, image, kernel }) => padding === 'same' || (kernel.rows <= image.rows && kernel.columns <= image.columns)); // biome-ignore format: one thing
  fc.assert(
    fc.property(shapes, windows => {
      const network = tinyWindowCoder(windows, { iterations: 10 });
      verifyGraph(lower(network));
      const images = randomSteps(2, imageLength(windows));
      const { scores } = runGraph(lower(network), images, referenceEngine());
      t.true(largestDifference(scores.data, referenceFeatures(network, images).data).worst < 1e-12);
    }),
    { numRuns: 50 },
  );
});

test('products are read once for each position in every round, chunk by chunk with reads of their own', t => {
  const network = tinyWindowCoder(tinyWindows(), { iterations: 2 });
  const seen: string[] = [];
  const engine = {
    ...referenceEngine(),
    mvm(...[node, x, count, first]: Parameters<ReturnType<typeof referenceEngine>['mvm']>) {
      seen.push(`${node.name} ${first}+${count}`);
      t.is(x.length, count * node.weights.cols);
      return referenceEngine().mvm(node, x, count, first);
    },
  };
  // 12 positions an image, of which 85 images fill a chunk of 1024 vectors.
  runGraph(lower(network), randomSteps(90, 30), engine);
  t.deepEqual(seen, [
    ...['coder_back 0+1020', 'coder 0+1020', 'coder_back 1020+1020', 'coder 1020+1020'],
    ...['coder_back 2040+60', 'coder 2040+60', 'coder_back 2100+60', 'coder 2100+60'],
  ]);
});

test('steps of a series settle each for itself', t => {
  const network = tinyCoder();
  const graph = lower(network);
  const together = { ...set, series: [{ values: inputs.data, length: 7, label: 0 }] };
  const last = runGraph(graph, together, referenceEngine()).scores.data;
  const alone = runGraph(graph, set, referenceEngine()).scores.data.subarray(6 * 5);
  t.deepEqual([...last], [...alone]);
});
