// Where the grids and vectors of kernels/lines.ts lie. Addresses are in bytes.

export let rows: i32 = 0;
export let cols: i32 = 0;
/** From one row of a grid to the next. */
export let rowBytes: usize = 0;
/** The part of a row that is worked on: whole pairs of vectors. What lies past the last column stays 0. */
export let width: usize = 0;

export let conductance: usize = 0;
export let wordFactors: usize = 0;
export let bitFactors: usize = 0;
export let w: usize = 0;
export let p: usize = 0;
export let pp: usize = 0;
export let r: usize = 0;
export let z: usize = 0;
export let q: usize = 0;
export let wordInjection: usize = 0;
export let bitInjection: usize = 0;

export let wordSegments: usize = 0;
export let bitSegments: usize = 0;
export let wordTerminal: usize = 0;
export let wordFar: usize = 0;
export let wordVolts: usize = 0;
export let wordEnter: usize = 0;
export let bitTerminal: usize = 0;
export let bitFar: usize = 0;
export let bitVolts: usize = 0;
export let bitEnter: usize = 0;
/** Four rows under work, and the conductance seen along the bit lines. */
export let work: usize = 0;
export let seen: usize = 0;

/** Takes up the layout of kernels/lines.ts: eleven grids, five vectors along a column, five along a row, work space. */
export function layOutLines(base: usize, rowCount: i32, colCount: i32, stride: i32, gridDoubles: i32): void {
  rows = rowCount;
  cols = colCount;
  rowBytes = <usize>stride << 3;
  width = <usize>((colCount + 3) & ~3) << 3;
  const grid = <usize>gridDoubles << 3;
  conductance = base;
  wordFactors = conductance + grid;
  bitFactors = wordFactors + grid;
  w = bitFactors + grid;
  p = w + grid;
  pp = p + grid;
  r = pp + grid;
  z = r + grid;
  q = z + grid;
  wordInjection = q + grid;
  bitInjection = wordInjection + grid;
  const column = <usize>((rowCount + 7) & ~7) << 3;
  bitSegments = bitInjection + grid;
  wordTerminal = bitSegments + column;
  wordFar = wordTerminal + column;
  wordVolts = wordFar + column;
  wordEnter = wordVolts + column;
  wordSegments = wordEnter + column;
  bitTerminal = wordSegments + rowBytes;
  bitFar = bitTerminal + rowBytes;
  bitVolts = bitFar + rowBytes;
  bitEnter = bitVolts + rowBytes;
  work = bitEnter + rowBytes;
  seen = work + 4 * rowBytes;
}

/** Brings rows × cols values without gaps from the grid q, which no solution has begun to use, to the cells. */
export function spreadCells(): void {
  const bytes = <usize>cols << 3;
  for (let i = 0; i < rows; i++) {
    const row = conductance + <usize>i * rowBytes;
    memory.copy(row, q + <usize>i * bytes, bytes);
    memory.fill(row + bytes, 0, rowBytes - bytes);
  }
}
