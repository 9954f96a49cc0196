// The exports of the WebAssembly module; one file per kernel. Pointers are byte addresses in its one linear memory.
export { multiply32, multiply64, packPanels } from './dense';
export { products, relativeScatter, scatter, spreadLines } from './elementwise';
export { exponentials } from './exp';
export { factorLines } from './lines-factor';
export { layOutLines, spreadCells } from './lines-layout';
export { finishLines, lineOutputs, startLines, stepDown, stepUp } from './lines';
export { logarithms, powers } from './log';
export { leaky32, leaky64, resonators32, resonators64 } from './neurons';
export { normalPairs, ziggurat } from './normal';
export { settle } from './settle';
export { addMesh, clear, eliminate, keepMesh } from './mesh';

/** The first address no kernel uses itself; everything above it is scratch memory of the caller. */
export const heapBase: usize = __heap_base;
