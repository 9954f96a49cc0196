// A second WebAssembly module: the kernels that several threads run on one shared memory, which the host gives them.
export { addMesh, clear, eliminate, eliminatePanel, keepMesh, packPanel, updateTiles } from './mesh';
