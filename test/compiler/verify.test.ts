import test from 'ava';
import { compile } from '../../compiler/compile.js';
import { signKinds } from '../../compiler/hardware.js';
import { partition } from '../../compiler/partition.js';
import { verifyPlacement } from '../../compiler/placement/verify-placement.js';
import type { MappedTile, MvmPlan, Tile } from '../../compiler/plan.js';
import {
  verifyGraph,
  verifyMapping,
  verifyPartition,
  verifyReadVoltage,
  verifySpareColumns,
  verifyWeights,
} from '../../compiler/verify.js';
import type { Graph, GraphNode, SettleNode } from '../../models/graph.js';
import { lower } from '../../models/lower.js';
import { fromRows } from '../../numeric/matrix.js';
import { tinyWindowCoder, tinyWindows } from '../models/builders.js';
import { esn, hardware, mars, marsTc, met, mvm, randomSeries } from './builders.js';

const on = hardware({ array: { rows: 4, columns: 6 } });
const { graph, partitioned, mapped, placed } = compile(mars(), on, {
  seed: 1,
  calibration: randomSeries([20, 20]),
});

const changed = <T extends Tile>(plan: MvmPlan<T>, at: number, change: Partial<T>): MvmPlan<T> => ({
  ...plan,
  tiles: plan.tiles.map((tile, k) => (k === at ? { ...tile, ...change } : tile)),
});

test('what the passes make is in order', t => {
  t.notThrows(() => verifyGraph(graph));
  for (const plan of partitioned) t.notThrows(() => verifyPartition(plan, on));
  for (const plan of mapped) t.notThrows(() => verifyMapping(plan, on));
  t.notThrows(() => verifyPlacement(graph, placed, on));
});

test('a graph that does not hang together names the node', t => {
  const bad = (change: (node: GraphNode) => GraphNode, message: string): void => {
    const broken: Graph = { ...graph, nodes: graph.nodes.map(change) };
    t.throws(() => verifyGraph(broken), { name: 'InputError', message });
  };
  bad(
    node => (node.name === 'block1' && node.op === 'mvm' ? { ...node, from: 'block2.out' } : node),
    'block1: reads "block2.out"; expected an earlier node',
  );
  bad(
    node => (node.name === 'block1' && node.op === 'mvm' ? { ...node, weights: fromRows([[1, 2]]) } : node),
    'block1: reads 5 values from "encoder"; expected 2',
  );
  bad(
    node => (node.op === 'subtract' && node.name === 'block2.out' ? { ...node, right: 'input' } : node),
    'block2.out: reads 1 values from "input"; expected 5',
  );
  bad(
    node => (node.name === 'block2.z' ? { ...node, name: 'block1.z' } : node),
    'block1.z: two nodes have this name; expected names that differ',
  );
});

test('nor does one whose loops, windows or features do not fit', t => {
  const bad = (of: Graph, change: (node: GraphNode) => GraphNode, message: string): void => {
    t.throws(() => verifyGraph({ ...of, nodes: of.nodes.map(change) }), { name: 'InputError', message });
  };
  const loop = lower(esn({ feature: 'both' }));
  bad(
    loop,
    node => (node.op === 'feedback' ? { ...node, product: { ...node.product, name: 'input' } } : node),
    'input: two nodes have this name; expected names that differ',
  );
  bad(
    loop,
    node => (node.op === 'feedback' ? { ...node, product: { ...node.product, weights: fromRows([[1, 2]]) } } : node),
    'reservoir.h: feeds 5 values back through 1×2 weights; expected 5×5',
  );
  bad(
    loop,
    node => (node.op === 'join' ? { ...node, right: 'input' } : node),
    'readout.features: reads 6 values; expected 10, one for each of its own',
  );
  bad(
    lower(marsTc()),
    node => (node.op === 'window' ? { ...node, taps: 1 } : node),
    'convolution.window: reads 1 values from "input"; expected 3',
  );
});

test('nor does one whose coder does not fit its windows', t => {
  const coder = lower(tinyWindowCoder());
  const bad = (change: (node: SettleNode) => SettleNode, message: string): void => {
    const nodes = coder.nodes.map(node => (node.op === 'settle' ? change(node) : node));
    t.throws(() => verifyGraph({ ...coder, nodes }), { name: 'InputError', message });
  };
  bad(
    node => ({ ...node, windows: tinyWindows({ image: { rows: 6, columns: 4 } }) }),
    'coder.codes: reads 30 values; expected 24',
  );
  bad(node => ({ ...node, windows: tinyWindows({ stride: 2 }) }), 'coder: 4×9 weights; expected 12×9 in coder.codes');
  bad(
    node => ({ ...node, product: { ...node.product, weights: fromRows([[1, 2]]) } }),
    'coder: 1×2 weights; expected 4×9 in coder.codes',
  );
  bad(
    node => ({ ...node, windows: tinyWindows({ stride: 0 }) }),
    'coder.codes: windows: stride: found 0; expected a count ≥ 1',
  );
  bad(({ back: _, ...node }) => node, 'coder.codes: has windows and nothing comes back; expected the residual form');
});

test('the product of a loop needs its plan like every other', t => {
  const compiled = compile(esn(), on, { seed: 1, calibration: randomSeries([20, 20]) });
  t.notThrows(() => verifyPlacement(compiled.graph, compiled.placed, on));
  const without = compiled.placed.filter(plan => plan.name !== 'reservoir_recurrent');
  t.throws(() => verifyPlacement(compiled.graph, without, on), {
    message: /^reservoir_recurrent: 0 plans; expected 1$/,
  });
});

test('a weight that is left out or placed twice is named by row and output', t => {
  const plan = partitioned[1]!; // block1: 5 inputs and bias rows, 5 outputs, on arrays of 4 × 3 pairs
  const { tiles, weights } = plan;
  t.true(tiles.length >= 4);
  const bad = (broken: MvmPlan<Tile>, message: string): void => {
    t.throws(() => verifyPartition(broken, on), { name: 'InputError', message });
  };
  const right = 'expected each weight on exactly one tile';
  bad({ ...plan, tiles: tiles.slice(1) }, `block1 row 0, output 0: placed 0 times; ${right}`);
  bad(
    { ...plan, tiles: [...tiles, tiles[1]!] },
    `block1 row 0, output ${tiles[1]!.outputStart}: placed 2 times; ${right}`,
  );
  const last = tiles.length - 1;
  bad(changed(plan, last, { outputEnd: 4 }), `block1 row ${tiles[last]!.rowStart}, output 4: placed 0 times; ${right}`);
  bad(
    { ...plan, tiles: [{ name: 'block1[0,0]', rowStart: 0, rowEnd: weights.rows, outputStart: 0, outputEnd: 5 }] },
    `block1[0,0]: ${weights.rows}×10 cells; expected at most 4×6`,
  );
});

test('a conductance outside the window, or for another weight, is named by tile, row and output', t => {
  const plan = mapped[1]!;
  const tile = plan.tiles[0]!;
  const outputs = tile.outputEnd - tile.outputStart;
  const bad = (change: Partial<MappedTile>, message: RegExp): void => {
    t.throws(() => verifyMapping(changed(plan, 0, change), on), { name: 'InputError', message });
  };
  const target = (k: number, siemens: number): Float64Array => tile.target.map((g, at) => (at === k ? siemens : g));
  const at = 2 * (outputs + 1); // row 1, output 1
  bad({ target: target(at, 26e-6) }, /^block1\[0,0\] row 1, output 1: target 0\.000026 S; expected 0 to 0\.000025 S$/);
  bad({ target: target(at + 1, -1e-6) }, /^block1\[0,0\] row 1, output 1: target -0\.000001 S; expected/);
  bad({ target: target(at, Number.NaN) }, /^block1\[0,0\] row 1, output 1: target NaN S; expected/);
  bad({ target: target(at, 11e-6) }, /^block1\[0,0\] row 1, output 1: decodes to .*; expected the weight /);
  bad({ scale: tile.scale.map(s => 2 * s) }, /^block1\[0,0\] row 0, output 0: decodes to .*; expected the weight /);
});

test('a product without its plan and two tiles on one array are refused', t => {
  const bad = (plans: typeof placed, message: string, hw = on): void => {
    t.throws(() => verifyPlacement(graph, plans, hw), { name: 'InputError', message });
  };
  bad(placed.slice(1), 'encoder: 0 plans; expected 1');
  bad([...placed, placed[0]!], 'encoder: 2 plans; expected 1');
  bad(placed, 'readout: 1 plans; expected 0', { ...on, readout: 'digital' });
  bad(
    placed.map((plan, k) => (k === 1 ? changed(plan, 0, { macro: 0 }) : plan)),
    'placement: two tiles share an array; expected one tile each',
  );
});

test('a read voltage beyond the curve of the device is refused with both voltages', t => {
  const curved = { gMin: 50e-6, gMax: 150e-6, parts: { conduction: 'rram-milo2021' } };
  const at = (voltage: number) => hardware({ device: curved, read: { voltage } });
  t.notThrows(() => verifyReadVoltage(at(0.5), 'chip'));
  const message =
    'read.voltage: found 0.6 V; expected at most 0.5 V, up to which the conduction of "rram-milo2021" is known';
  t.throws(() => verifyReadVoltage(at(0.6), 'chip'), { name: 'InputError', message: `chip: ${message}` });
  t.notThrows(() => verifyReadVoltage(hardware({ read: { voltage: 100 } }), 'chip'));
  // Hardware that came from no file is looked at by the compiler.
  t.throws(() => compile(mars(), at(0.6), { seed: 1, calibration: randomSeries([5]) }), {
    name: 'InputError',
    message: `bench: ${message}`,
  });
});

test('columns that do not stand for their weights, or were clipped unseen, are found', t => {
  const node = mvm([[1, -0.5], [0.25, 3]]); // biome-ignore format: a matrix
  const cut = (change: Parameters<typeof hardware>[0]) => partition(node, met([[1, 1]]), hardware(change));
  const mappings = [
    {},
    { copies: 'fill' },
    { slices: { weightBits: 6, cellBits: 2, over: 'arrays' } },
    { clip: { percentile: 70 }, slices: { weightBits: 4, cellBits: 1, over: 'cells' } },
  ] as const;
  for (const change of mappings) {
    const plan = cut(change);
    t.notThrows(() => verifyWeights(plan, node));
    const data = plan.weights.data.map((w, k) => (k === 1 ? w + 1 : w));
    t.throws(() => verifyWeights({ ...plan, weights: { ...plan.weights, data } }, node), {
      message: /^w input \d, output \d: stands for .*; expected the weight/,
    });
  }
  const { clipped: _, ...unseen } = cut({ clip: { percentile: 70 } });
  t.throws(() => verifyWeights(unseen, node), { message: /stands for 1.*expected the weight 3/ });
  const plan = cut({ clip: { percentile: 70 } });
  t.throws(() => verifyWeights({ ...plan, clipped: { ...plan.clipped!, count: 2 } }, node), {
    message: /w: 2 weights clipped; expected 1/,
  });
});

test('spare columns leave room for one output, whatever that takes', t => {
  const most = { 'differential pair': 2, 'dummy column': 4, 'offset column': 4 } as const;
  for (const signs of signKinds) {
    const sparing = (spareColumns: number) => () =>
      verifySpareColumns(hardware({ array: { rows: 4, columns: 6 }, signs, spareColumns }), 'chip.json');
    t.notThrows(sparing(most[signs]));
    t.throws(sparing(most[signs] + 1), {
      name: 'InputError',
      message: `chip.json: mapping.spareColumns: found ${most[signs] + 1}; expected at most ${most[signs]}, which leave one of the ${most[signs] + 1} places of 6 bit lines`,
    });
  }
});
