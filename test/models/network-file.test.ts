import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { z } from 'zod';
import { InputError } from '../../edge/error.js';
import { formatNpy } from '../../edge/npy.js';
import { referenceEngine, runGraph } from '../../models/execute.js';
import { imageLength, type Windows } from '../../models/lca/windows.js';
import { lower } from '../../models/lower.js';
import { mapLength } from '../../models/maps.js';
import type { LcaLayer, LinearLayer, Network } from '../../models/network.js';
import { networkToJson, parseNetwork, readNetwork, writeNetwork } from '../../models/network-file.js';
import { networkSchema } from '../../models/network-schema.js';
import { syntheticControl } from '../../models/synthetic-control.js';
import { trainMars } from '../../models/train-mars.js';
import { esn, marsTc, mfEsn } from '../compiler/builders.js';
import {
  randomSteps,
  tinyCoder,
  tinyMaps,
  tinyMars,
  tinySpiking,
  tinyWindowCoder,
  tinyWindows,
  univariate,
  weightsOf,
} from './builders.js';

function folder(t: ExecutionContext): string {
  const path = mkdtempSync(join(tmpdir(), 'ohmweave-'));
  t.teardown(() => rmSync(path, { recursive: true }));
  return path;
}

/** The document of the tiny network, as a loose tree to spoil at one place. */
function document(): { [key: string]: unknown; layers: Record<string, unknown>[] } {
  return JSON.parse(JSON.stringify(networkToJson(tinyMars())));
}

test('a trained network comes back bit for bit, its numbers inside or beside the file', t => {
  const network: Network = trainMars(syntheticControl(1, 4).train, { units: 7, calibration: 3 }, 1);
  const path = join(folder(t), 'net.json');
  writeNetwork(network, path);
  t.deepEqual(networkToJson(readNetwork(path)), networkToJson(network));
  t.deepEqual(readNetwork(path).calibration, network.calibration);

  writeNetwork(network, path, { npyBeside: true });
  t.deepEqual(networkToJson(readNetwork(path)), networkToJson(network));
  t.true(readdirSync(join(path, '..')).includes('net.block1.weights.npy'));
  t.false(readFileSync(path, 'utf8').includes(String(weightsOf(network.layers[1]).data[0])));
});

test('so does one of every type of layer', t => {
  for (const network of [
    esn({ feature: 'mean' }),
    mfEsn({ feature: 'both' }),
    marsTc({ channels: 2 }),
    tinyCoder(),
    tinyCoder({}, true),
    tinySpiking(),
    tinyMaps(),
    tinyWindowCoder(),
    tinyWindowCoder(tinyWindows({ padding: 'same', stride: 2, channels: 2 }), { form: 'gram' }),
  ])
    for (const npyBeside of [false, true]) {
      const path = join(folder(t), 'net.json');
      writeNetwork(network, path, { npyBeside });
      t.deepEqual(networkToJson(readNetwork(path)), networkToJson(network));
      if (npyBeside && 'recurrent' in network.layers[0]!)
        t.true(readdirSync(join(path, '..')).includes('net.reservoir.recurrent.npy'));
    }
});

test('sizes of loops, windows and features are refused with their place', t => {
  const bad = (network: Network, i: number, change: Record<string, unknown>, message: string) => {
    const net = JSON.parse(JSON.stringify(networkToJson(network)));
    Object.assign(net.layers[i], change);
    t.throws(() => parseNetwork(net, 'net.json'), { instanceOf: InputError, message });
  };
  bad(
    esn({ units: 2 }),
    0,
    { recurrent: [[1, 2, 3]] },
    'net.json: layers[0].recurrent: found a 1×3 matrix; expected 2×2, as reservoir has 2 units',
  );
  bad(
    mfEsn({ units: 2 }),
    0,
    { bias: [1] },
    'net.json: layers[0].bias: found 1 numbers; expected 2, one per row of the weights',
  );
  bad(
    esn({ units: 2, channels: 3 }),
    0,
    { weights: [[1], [2]] },
    'net.json: layers[0].weights: found a 2×1 matrix; expected 2×3 (the input has 3 channels)',
  );
  bad(
    esn({ units: 2, classes: 3, feature: 'both' }),
    1,
    { feature: 'mean' },
    'net.json: layers[1].weights: found a 3×4 matrix; expected 3×2 (3 classes, and reservoir has 2 outputs)',
  );
  bad(
    marsTc({ channels: 2 }),
    0,
    { taps: 2 },
    'net.json: layers[0].weights: found a 4×6 matrix; expected 4×4 (the input has 2 channels)',
  );
  bad(
    esn(),
    1,
    { name: 'reservoir_recurrent' },
    "net.json: layers[1].name: reservoir_recurrent is the name of reservoir's recurrent matrix; expected another name",
  );
});

test('minus zero, the smallest and the largest double survive', t => {
  const path = join(folder(t), 'net.json');
  const [encoder, ...rest] = tinyMars().layers as [LinearLayer, ...Network['layers'][number][]];
  const data = Float64Array.of(-0, Number.MIN_VALUE);
  const bias = Float64Array.of(Number.MAX_VALUE, 0.1 + 0.2);
  writeNetwork({ ...tinyMars(), layers: [{ ...encoder, weights: { rows: 2, cols: 1, data }, bias }, ...rest] }, path);
  const back = readNetwork(path).layers[0] as LinearLayer;
  t.deepEqual(back.weights.data, data);
  t.deepEqual(back.bias, bias);
});

test('every mistake is named by its place', t => {
  const bad = (spoil: (net: ReturnType<typeof document>) => void, message: string | RegExp) => {
    const net = document();
    spoil(net);
    t.throws(() => parseNetwork(net, 'net.json'), { instanceOf: InputError, message });
  };
  const layer = (i: number, change: Record<string, unknown>) => (net: ReturnType<typeof document>) =>
    Object.assign(net.layers[i]!, change);
  const set = (change: Record<string, unknown>) => (net: ReturnType<typeof document>) => Object.assign(net, change);

  bad(set({ format: 'other' }), 'net.json: format: found "other"; expected "ohmweave-network"');
  bad(set({ version: 2 }), 'net.json: version: found 2; expected 1, the only version known here');
  bad(set({ input: { channels: 0, normalize: 'none' } }), 'net.json: input.channels: found 0; expected at least 1');
  bad(set({ layers: [] }), /^net\.json: layers: found \[\]; expected at least one layer/);
  bad(
    set({ extra: 1 }),
    /^net\.json: found the key "extra"; expected none but .*format, version, name, input, layers, calibration$/,
  );
  bad(layer(1, { type: 'lstm' }), /^net\.json: layers\[1\]\.type: found "lstm"; expected a layer of type "linear"/);
  bad(layer(1, { name: '1st' }), /^net\.json: layers\[1\]\.name: found "1st"; expected a name of letters/);
  bad(layer(1, { name: 'encoder' }), /layers\[1\]\.name: encoder is also the name of layers\[0\]/);
  bad(layer(0, { weights: [[1], ['x']] }), 'net.json: layers[0].weights[1][0]: found "x"; expected a number');
  bad(layer(0, { weights: [[1], [1, 2]] }), 'net.json: layers[0].weights[1]: found 2 numbers; expected 1, as in row 0');
  bad(layer(0, { weights: 5 }), /layers\[0\]\.weights: found 5; expected rows of numbers or \{"npy": "file\.npy"\}/);
  bad(
    layer(0, { weights: [[1, 2]], bias: [0] }),
    'net.json: layers[0].weights: found a 1×2 matrix; expected 1×1 (the input has 1 channels)',
  );
  bad(
    layer(1, { weights: [[1, 2]] }),
    'net.json: layers[1].weights: found a 1×2 matrix; expected 2×2 (encoder has 2 outputs)',
  );
  bad(
    layer(2, { weights: [[1, 2]] }),
    'net.json: layers[2].weights: found a 1×2 matrix; expected 2×2 (2 classes, and block1 has 2 outputs)',
  );
  bad(layer(1, { bias: [1] }), 'net.json: layers[1].bias: found 1 numbers; expected 2, one per row of the weights');
  bad(layer(2, { classes: ['a', 'a'] }), 'net.json: layers[2].classes: found a, a; expected every class once');
  bad(net => net.layers.pop(), 'net.json: layers[1].type: found mars-block; expected a readout as the last layer');
  bad(net => net.layers.reverse(), 'net.json: layers[0].type: found readout; expected it as the last layer');
  bad(
    layer(1, { rescale: { low: 1, high: 0.5, steepness: 6 } }),
    /layers\[1\]\.rescale\.high: found 0\.5; expected a v/,
  );
  bad(
    net => Object.assign(net.layers[1]!.memristor as object, { retention: 0.9 }),
    'net.json: layers[1].memristor.retention: found 0.9; expected 1, which the exact integrator needs',
  );
  bad(
    set({ calibration: { name: 'c', series: [[[1], [2]], [[1, 2]]] } }),
    'net.json: calibration.series[1]: found a 1×2 matrix; expected time steps × 1 channels',
  );
});

test('what makes a coder unsound is named by its place', t => {
  const bad = (change: Parameters<typeof tinyCoder>[0], message: RegExp) => {
    const net = JSON.parse(JSON.stringify(networkToJson(tinyCoder(change))));
    t.throws(() => parseNetwork(net, 'net.json'), { instanceOf: InputError, message });
  };
  const weights = weightsOf(tinyCoder().layers[0]);
  bad(
    { weights: { ...weights, data: weights.data.map(w => 2 * w) } },
    /layers\[0\]\.weights: atom 0: found the length 2; expected 1/,
  );
  bad({ step: 2 }, /net\.json: layers\[0\]: step: found 2; expected above 0 and below 2\/L = /);
  bad({ iterations: 0 }, /layers\[0\]\.iterations: found 0; expected at least 1/);
  bad(
    { threshold: { shape: 'soft', level: -1, signs: 'both' } },
    /layers\[0\]\.threshold\.level: found -1; expected at least 0/,
  );
});

test('an image has as many pixels as there are channels, or each has several of them', t => {
  const parse = (rows: number, columns: number) => {
    const net = JSON.parse(JSON.stringify(networkToJson(tinyCoder())));
    return parseNetwork({ ...net, input: { ...net.input, image: { rows, columns } } }, 'net.json');
  };
  for (const [rows, columns] of [
    [2, 2],
    [1, 4],
    [2, 1],
  ] as const)
    t.deepEqual(parse(rows, columns).input.image, { rows, columns });
  t.throws(() => parse(3, 1), {
    instanceOf: InputError,
    message: 'net.json: input.image: found 3×1 pixels; expected 4 (the input has 4 channels)',
  });
});

test('so are windows that do not fit', t => {
  const bad = (change: Partial<Windows>, message: string | RegExp, of: Partial<LcaLayer> = {}) => {
    const net = JSON.parse(JSON.stringify(networkToJson(tinyWindowCoder(tinyWindows(), of))));
    Object.assign(net.layers[0].windows, change);
    t.throws(() => parseNetwork(net, 'net.json'), { instanceOf: InputError, message });
  };
  bad({ stride: 0 }, /^net\.json: layers\[0\]\.windows\.stride: found 0; expected at least 1/);
  bad({ padding: 'full' as 'same' }, /layers\[0\]\.windows\.padding: found "full"; expected "valid" or "same"/);
  bad(
    { kernel: { rows: 3, columns: 6 } },
    "net.json: layers[0].windows: kernel: found 3×6 pixels; expected at most the image's 6×5",
  );
  bad(
    { kernel: { rows: 2, columns: 3 }, padding: 'same' },
    /layers\[0\]\.windows: kernel\.rows: found 2; expected an odd number/,
  );
  bad(
    { image: { rows: 6, columns: 6 } },
    'net.json: layers[0].windows: found images of 36 values; expected 30 (the input has 30 channels)',
  );
  bad(
    { kernel: { rows: 3, columns: 2 } },
    'net.json: layers[0].weights: found a 4×9 matrix; expected 4×6 (a window of coder has 6 values)',
  );
  // Stable for single windows, but not where they overlap: L is above 2.
  bad({}, /net\.json: layers\[0\]: step: found 1; expected above 0 and below 2\/L = /, { step: 1 });
});

test('mistakes in .npy files beside are named too', t => {
  const path = folder(t);
  const file = join(path, 'net.json');
  const net = document();
  Object.assign(net.layers[0]!, { weights: { npy: 'w.npy' } });
  const bad = (shape: number[], values: number[], message: RegExp) => {
    writeFileSync(join(path, 'w.npy'), formatNpy({ shape, data: Float64Array.from(values) }));
    t.throws(() => parseNetwork(net, file), { instanceOf: InputError, message });
  };
  bad([2], [1, 2], /net\.json: layers\[0\]\.weights: w\.npy has the shape 2; expected 2 dimensions/);
  bad([2, 1], [1, Number.NaN], /net\.json: layers\[0\]\.weights: w\.npy holds NaN; expected finite numbers/);
  bad([1, 2], [1, 2], /net\.json: layers\[0\]\.weights: found a 1×2 matrix; expected 1×1/);
  rmSync(join(path, 'w.npy'));
  t.throws(() => parseNetwork(net, file), { instanceOf: InputError, message: /w\.npy: no such file/ });
});

test('the example in docs/network.md is a whole network', t => {
  const page = new URL('../../../docs/network.md', import.meta.url);
  const example = /```json\n([\s\S]*?)```/.exec(readFileSync(page, 'utf8'))![1]!;
  const network = parseNetwork(JSON.parse(example), 'docs/network.md');
  t.is(network.layers.length, 3);
  t.is(network.calibration!.series[0]!.length, 3);
});

test('so is each layer that it shows, with a readout behind it', t => {
  const fragments = [...readFileSync('docs/network.md', 'utf8').matchAll(/```json\n(\{\s*"type"[\s\S]*?)\n```/g)];
  const layers = fragments.map(([, text]) => JSON.parse(text!));
  t.deepEqual(
    layers.map(({ type }) => type),
    ['convolution', 'esn', 'mf-esn', 'lca', 'lca', 'convolution-2d', 'min-conv-exp-lstm'],
  );
  for (const layer of layers) {
    const readout = { ...document().layers[2]!, feature: 'both', weights: [1, 2].map(() => [0, 1, 2, 3]) };
    const channels = layer.windows ? imageLength(layer.windows) : layer.maps ? mapLength(layer.maps) : 1;
    const network = parseNetwork({ ...document(), input: { channels, normalize: 'none' }, layers: [layer, readout] }, 'docs'); // biome-ignore format: one thing
    const set = channels > 1 ? randomSteps(1, channels) : univariate('', ['', 0.5, -2]);
    const { features } = runGraph(lower(network), set, referenceEngine());
    t.is(features.cols, 4);
    // The convolution is the difference of two successive values, and their mean: the last of them, and over time.
    if (layer.type === 'convolution') t.deepEqual([...features.data], [-2.5, -0.75, -1, -0.25]);
  }
});

test('the schema turns into a JSON Schema that describes the layers', t => {
  const schema = JSON.stringify(z.toJSONSchema(networkSchema));
  t.true(schema.includes('mars-block') && schema.includes('outputs × inputs'));
});
