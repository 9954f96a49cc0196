import { reject } from '../edge/error.js';
import { type Graph, type GraphNode, loopProducts, type MvmNode, type SettleNode, sourcesOf } from '../models/graph.js';
import { imageLength, positionCount, requireWindows, windowLength } from '../models/lca/windows.js';
import { maxAbs } from '../numeric/matrix.js';
import { factorOfColumn, outputOfColumn } from './columns.js';
import { deviceOf, type Hardware } from './hardware.js';
import { weightAt } from './map.js';
import { type MappedTile, type MvmPlan, outputsOf, rowsOf, type Tile } from './plan.js';
import { bitLines, differences, outputsThatFit, signsOf, spareLines } from './signs.js';

/** Every node reads earlier nodes, with the widths that fit. */
export function verifyGraph(graph: Graph): void {
  const width = new Map<string, number>();
  for (const node of graph.nodes) {
    let given = 0;
    for (const source of sourcesOf(node)) {
      const found = width.get(source);
      if (found === undefined) reject(node.name, `reads "${source}"`, 'expected an earlier node');
      if (node.op === 'join') {
        given += found;
        continue;
      }
      given = found;
      if (node.op === 'settle') continue;
      const wanted = widthRead(node);
      if (wanted !== undefined && found !== wanted)
        reject(node.name, `reads ${found} values from "${source}"`, `expected ${wanted}`);
    }
    if (node.op === 'join' && given !== node.width)
      reject(node.name, `reads ${given} values`, `expected ${node.width}, one for each of its own`);
    if (node.op === 'feedback') {
      const { rows, cols } = node.product.weights;
      if (rows !== node.width || cols !== node.width) {
        const found = `feeds ${node.width} values back through ${rows}×${cols} weights`;
        reject(node.name, found, `expected ${node.width}×${node.width}`);
      }
    }
    if (node.op === 'settle') verifySettling(node, given);
    for (const { name, width: own } of [node, ...loopProducts(node)]) {
      if (width.has(name)) reject(name, 'two nodes have this name', 'expected names that differ');
      width.set(name, own);
    }
  }
}

/** How many values a node reads of each of its sources; undefined where any number will do. */
function widthRead(node: GraphNode): number | undefined {
  switch (node.op) {
    case 'mvm':
      return (node.positions ?? 1) * node.weights.cols;
    case 'window':
      return node.width / node.taps;
    case 'pool':
    case 'max':
      return node.width * node.size;
    case 'gated':
      return 2 * node.width;
    case 'gather':
      return undefined;
    default:
      return node.width;
  }
}

/** The Gram form goes from its codes to its codes; the residual form from its inputs, or a window of them, to its codes and back. */
function verifySettling({ name, width, product, back, windows }: SettleNode, given: number): void {
  if (windows) {
    requireWindows(windows, `${name}: windows`);
    if (!back) reject(name, 'has windows and nothing comes back', 'expected the residual form');
    if (given !== imageLength(windows)) reject(name, `reads ${given} values`, `expected ${imageLength(windows)}`);
  }
  const codes = width / positionCount(windows);
  const inputs = windows ? windowLength(windows) : back ? given : width;
  const sizes = [
    [product, codes, inputs],
    [back, inputs, codes],
  ] as const;
  if (!back && given !== width) reject(name, `is driven by ${given} values`, `expected ${width}`);
  for (const [node, rows, cols] of sizes)
    if (node && (node.weights.rows !== rows || node.weights.cols !== cols))
      reject(node.name, `${node.weights.rows}×${node.weights.cols} weights`, `expected ${rows}×${cols} in ${name}`);
}

/** The read voltage, the largest on any word line, is one at which the device's current is known. */
export function verifyReadVoltage(hardware: Hardware, where: string): void {
  const { voltage } = hardware.read;
  const { range } = deviceOf(hardware).conduction;
  if (voltage <= range) return;
  const { model, parts } = hardware.device;
  reject(
    `${where}: read.voltage`,
    `found ${voltage} V`,
    `expected at most ${range} V, up to which the conduction of "${parts.conduction ?? model}" is known`,
  );
}

/** Spare columns must leave one output its place. */
export function verifySpareColumns(hardware: Hardware, file: string): void {
  const { array, spareColumns = 0 } = hardware;
  const most = outputsThatFit(signsOf(hardware), array.columns) - 1;
  if (spareColumns <= most) return;
  reject(
    `${file}: mapping.spareColumns`,
    `found ${spareColumns}`,
    `expected at most ${most}, which leave one of the ${most + 1} places of ${array.columns} bit lines`,
  );
}

/** The tiles of a plan cover each weight exactly once and fit the array. */
export function verifyPartition(plan: MvmPlan<Tile>, hardware: Hardware): void {
  const { rows, cols } = plan.weights;
  const covered = new Uint8Array(rows * cols);
  for (const tile of plan.tiles) {
    const { rows: most, columns } = hardware.array;
    const lines = bitLines(signsOf(hardware), outputsOf(tile)) + spareLines(hardware);
    if (rowsOf(tile) > most || lines > columns) {
      reject(tile.name, `${rowsOf(tile)}×${lines} cells`, `expected at most ${most}×${columns}`);
    }
    for (let i = tile.rowStart; i < tile.rowEnd; i++)
      for (let j = tile.outputStart; j < tile.outputEnd; j++) covered[i * cols + j]!++;
  }
  const wrong = covered.findIndex(times => times !== 1);
  if (wrong >= 0) {
    const where = `${plan.name} row ${Math.floor(wrong / cols)}, output ${wrong % cols}`;
    reject(where, `placed ${covered[wrong]} times`, 'expected each weight on exactly one tile');
  }
}

/**
 * The columns of a plan, with all copies, stand for the weights of its node: to half a step where they are cut into slices, and with
 * those clipped that the plan says were.
 */
export function verifyWeights(plan: MvmPlan<Tile>, node: MvmNode): void {
  const { inputs, outputs, copies, outputCopies, weights, slices, clipped } = plan;
  const { cols, data } = weights;
  const output = Int32Array.from({ length: cols }, (_, column) => outputOfColumn(plan, column));
  const factor = Float64Array.from({ length: cols }, (_, column) => factorOfColumn(plan, column) / outputCopies);
  const found = new Float64Array(inputs * outputs);
  for (let row = 0; row < copies * inputs; row++) {
    const at = (row % inputs) * outputs;
    for (let column = 0; column < cols; column++)
      found[at + output[column]!]! += data[row * cols + column]! * factor[column]!;
  }
  const limit = clipped?.limit ?? Infinity;
  const slack =
    1e-9 * maxAbs(node.weights.data) + (slices ? ((slices.step ?? 1) * slices.factors[0]! * copies) / 2 : 0);
  let beyond = 0;
  for (let j = 0, k = 0; j < outputs; j++)
    for (let i = 0; i < inputs; i++, k++) {
      const weight = node.weights.data[k]!;
      if (Math.abs(weight) > limit) beyond++;
      const wanted = Math.min(Math.max(weight, -limit), limit);
      const stands = found[i * outputs + j]!;
      if (!(Math.abs(stands - wanted) <= slack))
        reject(`${plan.name} input ${i}, output ${j}`, `stands for ${stands}`, `expected the weight ${wanted}`);
    }
  if (beyond !== (clipped?.count ?? 0))
    reject(plan.name, `${clipped?.count ?? 0} weights clipped`, `expected ${beyond}, which are beyond ±${limit}`);
}

/** Targets lie inside the device window and decode to the weights they stand for. */
export function verifyMapping(plan: MvmPlan<MappedTile>, hardware: Hardware): void {
  const { gMin, gMax } = hardware.device;
  const slack = 1e-12 * gMax;
  const signs = signsOf(hardware);
  for (const tile of plan.tiles) {
    const [rows, outputs] = [rowsOf(tile), outputsOf(tile)];
    const lines = bitLines(signs, outputs);
    const outside = tile.target.findIndex(g => !(g >= gMin - slack && g <= gMax + slack));
    if (outside >= 0) {
      const output = Math.min(Math.floor((outside % lines) / (lines === 2 * outputs ? 2 : 1)), outputs - 1);
      const where = `${tile.name} row ${Math.floor(outside / lines)}, output ${output}`;
      reject(where, `target ${tile.target[outside]} S`, `expected ${gMin} to ${gMax} S`);
    }
    const signed = differences(tile.target, rows, outputs, signs);
    for (let i = 0, k = 0; i < rows; i++) {
      for (let j = 0; j < outputs; j++, k++) {
        const found = signed[k]! / tile.scale[j]!;
        const weight = weightAt(plan.weights, tile, i, j);
        if (Math.abs(found - weight) > 1e-9 * Math.max(1, Math.abs(weight)))
          reject(`${tile.name} row ${i}, output ${j}`, `decodes to ${found}`, `expected the weight ${weight}`);
      }
    }
  }
}
