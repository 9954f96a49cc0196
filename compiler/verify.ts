import { reject } from '../edge/error.js';
import { type Graph, type GraphNode, loopProducts, type SettleNode, sourcesOf } from '../models/graph.js';
import { imageLength, positionCount, requireWindows, windowLength } from '../models/lca/windows.js';
import { deviceOf, type Hardware } from './hardware.js';
import { weightAt } from './map.js';
import { columnsOf, type MappedTile, type MvmPlan, outputsOf, rowsOf, type Tile } from './plan.js';

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

/** The tiles of a plan cover each weight exactly once and fit the array. */
export function verifyPartition(plan: MvmPlan<Tile>, hardware: Hardware): void {
  const { rows, cols } = plan.weights;
  const covered = new Uint8Array(rows * cols);
  for (const tile of plan.tiles) {
    const { rows: most, columns } = hardware.array;
    if (rowsOf(tile) > most || columnsOf(tile) > columns) {
      reject(tile.name, `${rowsOf(tile)}×${columnsOf(tile)} cells`, `expected at most ${most}×${columns}`);
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

/** Targets lie inside the device window and decode to the weights they stand for. */
export function verifyMapping(plan: MvmPlan<MappedTile>, hardware: Hardware): void {
  const { gMin, gMax } = hardware.device;
  const slack = 1e-12 * gMax;
  for (const tile of plan.tiles) {
    for (let i = 0; i < rowsOf(tile); i++) {
      for (let j = 0; j < outputsOf(tile); j++) {
        const at = 2 * (i * outputsOf(tile) + j);
        const plus = tile.target[at]!;
        const minus = tile.target[at + 1]!;
        const where = `${tile.name} row ${i}, output ${j}`;
        const outside = [plus, minus].find(g => !(g >= gMin - slack && g <= gMax + slack));
        if (outside !== undefined) reject(where, `target ${outside} S`, `expected ${gMin} to ${gMax} S`);
        const weight = weightAt(plan.weights, tile, i, j);
        if (Math.abs((plus - minus) / tile.scale[j]! - weight) > 1e-9 * Math.max(1, Math.abs(weight))) {
          reject(where, `decodes to ${(plus - minus) / tile.scale[j]!}`, `expected the weight ${weight}`);
        }
      }
    }
  }
}
