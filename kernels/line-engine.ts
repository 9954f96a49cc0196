import { type Kernels, ownKernels } from './instance.js';
import { type LineEngine, type LineLayout, lineLayout, lineParts } from './lines.js';
import { plainLines } from './lines-plain.js';

/** The WebAssembly engine that was last released: to make another would take longer than to solve a small array. */
let spare: { readonly lines: LineEngine; readonly layout: LineLayout; readonly kernels: Kernels } | null = null;

/** An engine for an array of this size. Error where 'wasm' is asked for and the host has no WebAssembly SIMD. */
export function lineEngine(rows: number, cols: number, engine?: 'wasm' | 'plain'): LineEngine {
  if (engine === 'plain') return plainLines(lineLayout(rows, cols));
  const last = spare;
  spare = null;
  if (last?.layout.rows === rows && last.layout.cols === cols) return last.lines;
  const kernels = last?.kernels ?? ownKernels();
  if (kernels) return wasmLines(lineLayout(rows, cols), kernels);
  if (engine === 'wasm') throw new Error('this host has no WebAssembly SIMD; use the plain engine');
  return plainLines(lineLayout(rows, cols));
}

function wasmLines(layout: LineLayout, kernels: Kernels): LineEngine {
  const { rows, cols, stride, grid, doubles } = layout;
  const memory = kernels.scratch(doubles);
  kernels.layOutLines(memory.byteOffset, rows, cols, stride, grid);
  const parts = lineParts(layout, memory);
  const lines: LineEngine = {
    ...parts,
    stride,
    setCells(conductance) {
      parts.q.set(conductance);
      kernels.spreadCells();
    },
    factor: (wordShunt, bitShunt) => kernels.factorLines(wordShunt, bitShunt) !== 0,
    start: kernels.startLines,
    down: kernels.stepDown,
    up: kernels.stepUp,
    finish: kernels.finishLines,
    outputs(wordInjected) {
      kernels.lineOutputs(wordInjected, parts.work.byteOffset);
      return parts.work.slice(0, cols);
    },
    release() {
      spare = { lines, layout, kernels };
    },
  };
  return lines;
}
