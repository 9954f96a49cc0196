import test from 'ava';
import { compile } from '../../../compiler/compile.js';
import type { Hardware } from '../../../compiler/hardware.js';
import { InputError } from '../../../edge/error.js';
import { referenceEngine, runGraph } from '../../../models/execute.js';
import { lower } from '../../../models/lower.js';
import type { Network } from '../../../models/network.js';
import { networkToJson, parseNetwork } from '../../../models/network-file.js';
import type { OnnxModel } from '../../../models/onnx/model.js';
import { networkOfOnnx } from '../../../models/onnx/network.js';
import { readOnnx } from '../../../models/onnx/read.js';
import { networkOutput } from '../../../models/reference.js';
import type { SeriesSet } from '../../../models/series.js';
import { hardwareEngine } from '../../../sim/engine.js';
import { hardware, pcm } from '../../compiler/builders.js';
import { fresh } from '../../sim/builders.js';
import { expected, fixture, fixtures, model, node, tensor } from './builders.js';

const outputsOf = (network: Network, set: SeriesSet): number[][] =>
  set.series.map(series => [...networkOutput(network, series).data]);

function worst(found: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): number {
  const all = found.flatMap((row, i) => row.map((value, k) => Math.abs(value - wanted[i]![k]!)));
  return all.length === wanted.flat().length ? Math.max(...all) : Number.POSITIVE_INFINITY;
}

// Both evaluate the same float32 weights in float64, NumPy by the operators' definitions: rounding alone differs.
for (const name of fixtures)
  test(`yields what NumPy does: ${name}`, t => {
    const { network } = networkOfOnnx(readOnnx(fixture(name)), { name });
    const { set, outputs } = expected(name);
    t.true(worst(outputsOf(network, set), outputs) < 1e-13);
    const { scores } = runGraph(lower(network), set, referenceEngine());
    const rows = set.series.map((_, i) => [...scores.data.subarray(i * scores.cols, (i + 1) * scores.cols)]);
    t.true(worst(rows, outputs) < 1e-13);
    t.deepEqual(networkToJson(parseNetwork(networkToJson(network), 'net.json')), networkToJson(network));
  });

test('normalisations and constants become part of the layer that they alone read', t => {
  const layersOf = (name: string): string[] =>
    networkOfOnnx(readOnnx(fixture(name))).network.layers.map(layer => `${layer.name} ${layer.type}`);
  t.deepEqual(layersOf('mlp'), [
    ...['hidden_Gemm linear', 'hidden_Relu activation', 'gemm linear', 'tanh activation', 'matmul linear'],
    ...['leakyrelu activation', 'sigmoid activation', 'gemm_2 linear', 'softmax activation'],
  ]);
  t.deepEqual(layersOf('cnn'), [
    ...['conv1 convolution-2d', 'relu1 activation', 'pool1 pool-2d', 'conv2 convolution-2d', 'relu2 activation'],
    ...['conv3 convolution-2d', 'relu3 activation', 'bn3 scale', 'pool3 pool-2d', 'head linear'],
  ]);
  // Constants that differ within a channel stay, and so do those of what is read twice.
  const shared = model(
    [2],
    [node('MatMul x w -> h'), node('Add h b -> s'), node('Relu h -> r'), node('Add s r -> y')],
    {
      ...{ w: tensor([2, 2], 1, 2, 3, 4), b: tensor([2], 1, -1) },
    },
  );
  const { network } = networkOfOnnx(shared);
  t.deepEqual(network.layers.map(({ type }) => type), ['linear', 'scale', 'activation', 'scale']); // biome-ignore format: one thing
  t.deepEqual(outputsOf(network, set(2, [1, -1])), [[-2 + 1 + 0, -2 - 1 + 0]]);
  t.deepEqual(layersOf('constants').slice(0, 4), [
    'centre scale',
    'scale scale',
    'conv convolution-2d',
    'offset scale',
  ]);
});

const set = (channels: number, ...rows: readonly (readonly number[])[]): SeriesSet => ({
  ...{ name: 'inputs', channels, classes: [] },
  series: rows.map(row => ({ values: Float64Array.from(row), length: 1, label: -1 })),
});

test('what does not reach the output is left out and told', t => {
  t.deepEqual(networkOfOnnx(readOnnx(fixture('constants'))).notes, [
    'unused (Sigmoid) does not reach the output and is left out',
  ]);
});

test('an image of one channel is told as such, and classes make scores', t => {
  const { network } = networkOfOnnx(readOnnx(fixture('cnn')), { classes: ['a', 'b', 'c'] });
  t.deepEqual(network.input, { channels: 56, normalize: 'none', image: { rows: 8, columns: 7 } });
  t.like(network.layers.at(-1), { type: 'scores', of: 'last', classes: ['a', 'b', 'c'] });
  t.is(networkOfOnnx(readOnnx(fixture('constants'))).network.input.image, undefined);
});

// Worked out by hand: SAME_LOWER has its zero more before, ceil_mode changes nothing where windows end at the edge.
test('pads on one side only, pools and a Reshape that leaves the batch open', t => {
  const lower = model([1, 4], [node('Conv x w -> y', { auto_pad: 'SAME_LOWER' })], { w: tensor([1, 1, 2], 1, 10) });
  t.deepEqual(outputsOf(networkOfOnnx(lower).network, set(4, [1, 2, 3, 4])), [[10, 21, 32, 43]]);
  const counted = { kernel_shape: [2], strides: [2], pads: [1, 1], count_include_pad: 1, ceil_mode: 1 };
  const means = model([1, 4], [node('AveragePool x -> p', counted), node('Reshape p s -> y')], {
    s: tensor([3], -1, 3, 1),
  });
  t.deepEqual(outputsOf(networkOfOnnx(means).network, set(4, [2, 4, 6, 8])), [[1, 5, 4]]);
  const largest = model([1, 3], [node('MaxPool x -> y', { kernel_shape: [2], pads: [1, 0] })]);
  t.deepEqual(outputsOf(networkOfOnnx(largest).network, set(3, [-3, -2, -5])), [[-3, -2, -2]]);
});

test('constants may go by a second name', t => {
  const twice = model([2], [node('MatMul x w -> h'), node('Identity w -> v'), node('MatMul h v -> y')], {
    w: tensor([2, 2], 1, 2, 3, 4),
  });
  // (1, 0) W = (1, 2), and that times W again.
  t.deepEqual(outputsOf(networkOfOnnx(twice).network, set(2, [1, 0])), [[1 + 6, 2 + 8]]);
});

test('on ideal hardware it is the reference, and it runs on phase-change memory', t => {
  const { network } = networkOfOnnx(readOnnx(fixture('cnn')), { name: 'cnn' });
  const { set: inputs, outputs } = expected('cnn');
  const on = (chip: Hardware): number[][] => {
    const { program } = compile(network, chip, { seed: 1, calibration: inputs });
    const { scores } = runGraph(program.graph, inputs, hardwareEngine(program, fresh));
    return inputs.series.map((_, i) => [...scores.data.subarray(i * scores.cols, (i + 1) * scores.cols)]);
  };
  t.true(worst(on(hardware()), outputs) < 1e-9);
  const off = worst(on(hardware({ device: pcm() })), outputs);
  t.true(off > 1e-3 && off < Math.max(...outputs.flat().map(Math.abs)), `${off}`);
});

const dense = { w: tensor([3, 2], 1) };
const image = (line: string, attributes: Parameters<typeof node>[1], weights = tensor([2, 1, 3, 3], 1)): OnnxModel =>
  model([1, 4, 4], [node(line, attributes)], { w: weights });
const refused: readonly (readonly [string, OnnxModel, RegExp])[] = [
  ['an operator that is not read', model([3], [node('LSTM x w -> y')], dense),
    /^net\.onnx: node y \(LSTM\): found the operator LSTM; expected one of Gemm, MatMul, Conv, .*Dropout, Constant$/],
  ["somebody else's operator", model([3], [{ ...node('Gelu x -> y'), domain: 'com.microsoft' }]),
    /found the operator com\.microsoft\.Gelu; expected one of Gemm/],
  ['an open dimension', model([3, 'time'], [node('Relu x -> y')]),
    /^net\.onnx: input x: found the shape \(N, 3, time\); expected a number for each dimension but the first/],
  ['no dimension but the batch', model([], [node('Relu x -> y')]), /found the shape \(N\); expected a number for each/],
  ['a missing initializer', model([3], [node('MatMul x weights -> y')], dense),
    /^net\.onnx: node y \(MatMul\): reads "weights", which is not there; expected an initializer, or what a node before it yields$/],
  ['nothing that yields the output', model([3], [node('Relu x -> z')]), /^net\.onnx: output y: does not depend on the input/],
  ['weights of another size', model([4], [node('MatMul x w -> y')], dense),
    /\(MatMul\): found weights of the shape \(3, 2\); expected \(4, outputs\), for the 4 values that it reads$/],
  ['a dense layer over maps', model([3, 4], [node('MatMul x w -> y')], dense),
    /reads values of the shape \(batch, 3, 4\); expected \(batch, values\): put a Flatten before it$/],
  ['a convolution of a vector', model([3], [node('Conv x w -> y')], dense),
    /reads values of the shape \(batch, 3\); expected \(batch, channels, length\) or/],
  ['a convolution of other channels', image('Conv x w -> y', {}, tensor([2, 3, 3, 3], 1)),
    /found weights of the shape \(2, 3, 3, 3\) in 1 groups; expected \(outputs, 1, rows, columns\), for 1 channels$/],
  ['a kernel that is too large', image('Conv x w -> y', {}, tensor([2, 1, 5, 5], 1)), /found windows of 5×5 on maps of 4×4/],
  ['strides of one axis for two', image('Conv x w -> y', { strides: [2] }), /: strides: found \(2\); expected 2 numbers from 1 to 2147483647$/],
  ['negative pads', image('Conv x w -> y', { pads: [0, 0, -1, 0] }), /: pads: found \(0, 0, -1, 0\); expected 4 numbers from 0 to 2147483647$/],
  ['windows beyond the padding', image('MaxPool x -> y', { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }),
    /: ceil_mode: found 1, which makes windows that reach beyond the padding; expected 0$/],
  ['a pool without a size', image('MaxPool x -> y', {}), /: kernel_shape: found \(\); expected 2 numbers of at least 1$/],
  ['a largest of padding alone', image('MaxPool x -> y', { kernel_shape: [1, 1], pads: [1, 1, 1, 1] }), /found a window with nothing but padding/],
  ['sums of other shapes', model([3], [node('MatMul x w -> h'), node('Add h x -> y')], dense),
    /adds values of \(2\) and \(3\); expected two of one shape$/],
  ['products of values', model([3], [node('Mul x x -> y')]), /found Mul of two values that the input leads to; expected Add, or constants/],
  ['a constant less a value', model([3], [node('Sub c x -> y')], { c: tensor([3], 1) }), /found constants as operand 1; expected what the input leads to$/],
  ['a constant that does not spread', model([3], [node('Add x c -> y')], { c: tensor([2], 1) }),
    /found constants of the shape \(2\); expected one that spreads over \(3\)$/],
  ['a division by 0', model([3], [node('Div x c -> y')], { c: tensor([3], 1, 0) }), /divides by 0/],
  ['a Softmax over another axis', model([3], [node('Softmax x -> y', { axis: 0 })]), /: axis: found 0; expected 1/],
  ['a Flatten with the batch', model([3, 2], [node('Flatten x -> y', { axis: 0 })]), /: axis: found 0; expected 1: all but the batch$/],
  ['a Reshape to another size', model([3, 2], [node('Reshape x s -> y')], { s: tensor([2], -1, 5) }),
    /makes \(-1, 5\) of \(batch, 3, 2\); expected the batch, then numbers whose product is 6$/],
  ['a Reshape to sizes below 0', model([4], [node('Reshape x s -> y')], { s: tensor([3], 0, -2, -2) }), /makes \(0, -2, -2\) of \(batch, 4\)/],
  ['a Reshape to a batch of its own', model([4], [node('Reshape x s -> y')], { s: tensor([2], 4, -1) }), /makes \(4, -1\) of \(batch, 4\)/],
  ['a Reshape of a batch to one input', { ...model([4], [node('Reshape x s -> y')], { s: tensor([2], 1, -1) }), inputs: [{ name: 'x', shape: [2, 4] }] },
    /makes \(1, -1\) of \(batch, 4\)/],
  ['an attribute of another type', model([3], [node('LeakyRelu x -> y', { alpha: 3 })]),
    /: alpha: found another type; expected one number \(float\)$/],
  ['a second value for what reads one', model([3], [node('Relu x x -> y')]), /reads 2 values that the input leads to; expected 1$/],
  ['a third summand', model([3], [node('Add x x x -> y')]), /reads 3 values that the input leads to; expected 2$/],
  ['a value that is yielded twice', model([3], [node('Relu x -> h'), node('Tanh x -> h'), node('Relu h -> y')]),
    /^net\.onnx: node h \(Tanh\): yields "h" once more; expected values with names of their own$/],
  ['products that no double holds', model([3], [node('Div x c -> y')], { c: tensor([3], 1e-320) }),
    /^net\.onnx: layer div: found Infinity among its numbers; expected finite ones$/],
  ['inputs that fill the memory', model([2 ** 20, 2 ** 20], [node('Relu x -> y')]),
    /^net\.onnx: input x: found the shape \(N, 1048576, 1048576\); expected at most 16777216 values beside the batch$/],
  ['maps that fill the memory', image('Conv x w -> y', { pads: [2 ** 22, 0, 0, 0] }),
    /yields values of the shape \(batch, 2, 4194306, 2\); expected at most 16777216 values$/],
  ['a transposed batch', model([3], [node('Gemm x w -> y', { transA: 1 })], dense), /: transA: found 1; expected 0: the batch comes first$/],
  ['a normalisation in training', model([3], [node('BatchNormalization x c c c c -> y', { training_mode: 1 })], { c: tensor([3], 1) }), /found training_mode 1/],
  ['a normalisation in training before opset 14', model([3], [node('BatchNormalization x c c c c -> y mean var')], { c: tensor([3], 1) }),
    /yields y, mean, var: it is in training mode; expected inference, with one output$/],
  ['a variance below 0', model([3], [node('BatchNormalization x c c c v -> y')], { c: tensor([3], 1), v: tensor([3], -1) }), /found a variance of -1; expected at least 0, and more than that with epsilon$/],
  ['two inputs', { ...model([3], [node('Relu x -> y')]), inputs: [{ name: 'x', shape: [1, 3] }, { name: 'z', shape: [1, 3] }] }, /found the inputs x, z; expected one$/],
  ['two outputs', { ...model([3], [node('Relu x -> y')]), outputs: ['y', 'x'] }, /found the outputs y, x; expected one$/],
  ['an input without a shape', { ...model([3], [node('Relu x -> y')]), inputs: [{ name: 'x', shape: undefined }] }, /input x: found no shape; expected one/],
]; // biome-ignore format: a table

for (const [what, wrong, message] of refused)
  test(`refuses ${what}`, t => {
    t.regex(t.throws(() => networkOfOnnx(wrong, {}, 'net.onnx'), { instanceOf: InputError }).message, message);
  });
