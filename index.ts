export type { Matrix } from './numeric/matrix.js';
