import test from 'ava';
import fc from 'fast-check';
import { deviceFiles, deviceIndex, tileFileName } from '../../compiler/device-files.js';
import { signKinds } from '../../compiler/hardware.js';
import type { Program } from '../../compiler/program-record.js';
import { tilesOf } from '../../compiler/program-record.js';
import { parseNpy } from '../../edge/npy.js';
import { parseCsv } from '../../edge/table.js';
import { mvmNodes } from '../../models/graph.js';
import { linear, steps } from '../sim/builders.js';
import { apart, chip, hardware, noiseRows, verified } from './builders.js';
import { withMovedLines } from './moved.js';

/** The weights of product `w`, outputs × inputs, from nothing but the exported files. */
function weightsFromFiles(program: Program): Float64Array {
  const { weights } = mvmNodes(program.graph).find(({ name }) => name === 'w')!;
  const out = new Float64Array(weights.data.length);
  const tiles = tilesOf(program);
  for (const [k, index] of deviceIndex(program, 'npy').entries()) {
    if (index.product !== 'w') continue;
    const files = [...deviceFiles(tiles[k]!.tile, index, program, 0)];
    const { shape, data } = parseNpy(files.find(({ name }) => name === index.files.present)!.content as Uint8Array, '');
    const [rows, cols] = shape as [number, number];
    const reference = index.columns.findIndex(column => 'reference' in column);
    const outputs = [...new Set(index.columns.flatMap((column, c) => ('output' in column ? [c] : [])))];
    for (let i = 0; i < rows; i++) {
      const row = index.rows[i]!;
      if ('bias' in row) continue;
      for (const c of outputs) {
        const column = index.columns[c]!;
        if ('reference' in column) continue;
        const { sign, output, factor } = column;
        const siemens = index.siemensPerWeight[sign === 'both' ? c : c >> 1]!;
        const g = data[i * cols + c]! - (sign === 'both' ? data[i * cols + reference]! : 0);
        out[output * weights.cols + row.input]! += ((sign === '-' ? -g : g) * factor) / siemens;
      }
    }
  }
  return out;
}

const size = (max: number) => fc.integer({ min: 1, max });

test('files and index say what every weight is, however it is mapped', t => {
  const slices = fc.record({ weightBits: fc.constant(6), cellBits: size(3), over: fc.constantFrom('cells', 'arrays') });
  fc.assert(
    fc.property(
      ...([size(6), size(5), size(7), fc.constantFrom(...signKinds), fc.option(slices)] as const),
      fc.oneof(size(3), fc.constant('fill' as const)),
      (inputs, outputs, rows, signs, sliced, copies) => {
        const array = { rows, columns: 24 };
        const on = hardware({
          array,
          signs,
          copies,
          device: { gMin: 2e-6 },
          ...(sliced && { slices: sliced as never }),
        });
        // Integers of which the largest is 31, so that slices of 6 bits are exact.
        const weights = noiseRows('w', outputs, inputs).map(row => row.map(w => Math.round(31 * w)));
        weights[0]![0] = 31;
        const bias = noiseRows('b', 1, outputs)[0]!;
        const program = chip(linear(weights, bias), on, steps(noiseRows('x', 3, inputs)));
        const right = (of: Program): boolean => apart(weightsFromFiles(of), weights.flat()) < 31e-9;
        return right(program) && right(withMovedLines(program, inputs + 7 * rows));
      },
    ),
    { numRuns: 60 },
  );
  t.pass();
});

test('.csv has the same numbers, faults say where and which', t => {
  const imperfections = { stuckLow: 0.3, stuckHigh: 0.2 };
  const on = hardware({ imperfections, device: { gMin: 1e-6, writing: verified({ maxPulses: 1 }) } });
  const program = chip(linear(noiseRows('w', 4, 4)), on, steps([[1, 1, 1, 1]]));
  const { tile } = tilesOf(program)[0]!;
  const [index] = deviceIndex(program, 'csv');
  const [target, programmed] = [...deviceFiles(tile, index!, program, 0)].map(({ name, content }) =>
    parseCsv(content as string, name),
  );
  t.deepEqual(target!.data, tile.cells.target);
  t.deepEqual(programmed!.data, tile.cells.programmed);
  const counted = (kind: string): number => index!.faults.filter(({ fault }) => fault === kind).length;
  const { faults } = tile.cells;
  t.deepEqual(
    [counted('stuck low'), counted('stuck high')],
    [1, 2].map(kind => faults.filter(state => state === kind).length),
  );
  t.true(counted('given up') > 0);
  for (const { row, column, fault } of index!.faults)
    t.is(faults[row * 8 + column], ['given up', 'stuck low', 'stuck high'].indexOf(fault));
});

test('names of files', t => {
  t.is(tileFileName('block1[0,12]'), 'block1_0_12');
  t.is(tileFileName('a/b c[0,0]'), 'a_b_c_0_0');
  const layer = linear([[1]]).layers[0]!;
  const twins = { ...linear([[1]]), layers: ['a b', 'a_b'].map(name => ({ ...layer, name })) };
  const program = chip(twins as never, hardware(), steps([[1]]));
  t.deepEqual(
    deviceIndex(program, 'npy').map(({ files }) => files.target),
    ['a_b_0_0.target.npy', 'a_b_0_0~1.target.npy'],
  );
});

test('lines of an export are in the order of the array, and say which they are there', t => {
  for (const signs of signKinds) {
    const stuck = { imperfections: { stuckLow: 0.1, stuckHigh: 0.1 }, faults: 'remapped', spareColumns: 2 } as const;
    const on = hardware({ array: { rows: 9, columns: 14 }, signs, device: { gMin: 2e-6 }, ...stuck });
    const program = chip(linear(noiseRows('w', 3, 6)), on, steps(noiseRows('x', 3, 6)));
    const { tile } = tilesOf(program)[0]!;
    const { rows, outputs, places } = tile.moved!;
    const index = deviceIndex(program, 'npy')[0]!;
    t.deepEqual(
      index.rows,
      Array.from(rows, (input, i) => ({ wordLine: 3 + i, input, copy: 0 })),
    );
    const pairs = signs === 'differential pair';
    const found = index.columns.map(column => [column.bitLine, 'output' in column ? column.output : -1]);
    const lines = Array.from(places, (place, k) =>
      (pairs ? [2 * place, 2 * place + 1] : [place]).map(line => [line, outputs[k]!]),
    ).flat();
    t.deepEqual(found, [...lines, ...(pairs ? [] : [[5, -1]])]);
    // A stuck device is found on its own lines.
    for (const { row, column } of index.faults) t.not(tile.cells.faults[row * index.columns.length + column], 0);
  }
});
