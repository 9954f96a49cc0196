// The rounds of sparse coders, operation for operation as kernels/settle.ts does them, so that both give the same bits. A row
// is `width` numbers, a multiple of 4; `rowBytes` is its size.

/**
 * Takes each of `count` rows of states through up to `rounds` rounds, from `states` and in their place:
 *
 *     u ← u + step·(drive − Σ aⱼ lateralⱼ − u),   a = T(u)
 *
 * T passes what is above `level` or below `below`, less `taken`; only atoms that pass are summed. A row ends early where no
 * state of it has further than `tolerance` to go. `active` has room for 3·width numbers. Returns the rounds of the row that
 * took most, or −1 where one was not at rest in the end.
 */
export function settle(
  lateral: usize, drive: usize, states: usize, active: usize, count: i32, width: i32, rounds: i32,
  step: f64, level: f64, below: f64, taken: f64, tolerance: f64,
): i32 {
  const rowBytes = <usize>width << 3;
  const addresses = active + rowBytes;
  const pull = addresses + rowBytes;
  const steps = f64x2.splat(step);
  let most = 0;
  let rested = true;
  for (let row = 0; row < count; row++, drive += rowBytes, states += rowBytes) {
    let round = 0;
    let atRest = false;
    while (round < rounds && !atRest) {
      const end = passing(lateral, states, active, addresses, rowBytes, level, below, taken);
      atRest = advance(drive, states, pull, active, addresses, end, rowBytes, steps) <= tolerance;
      round++;
    }
    most = max(most, round);
    rested = rested && atRest;
  }
  return rested ? most : -1;
}

/** Lists the codes that pass at `active` and where their rows of `lateral` are at `addresses`; returns the end of the latter. */
@inline
function passing(
  lateral: usize, states: usize, active: usize, addresses: usize, rowBytes: usize, level: f64, below: f64, taken: f64,
): usize {
  let at = addresses;
  for (let k: usize = 0, rowAt = lateral; k < rowBytes; k += 8, rowAt += rowBytes) {
    const u = load<f64>(states + k);
    if (u > level || u < below) {
      store<f64>(active, u > level ? u - taken : u + taken);
      active += 8;
      store<usize>(at, rowAt);
      at += 4;
    }
  }
  return at;
}

/**
 * One step of a row; returns the furthest that a state had to go. What is left of the drive lies in `pull` while four active
 * atoms at a time are taken off: their rows are read from end to end, which caches can foresee.
 */
@inline
function advance(
  drive: usize, states: usize, pull: usize, active: usize, addresses: usize, end: usize, rowBytes: usize, steps: v128,
): f64 {
  memory.copy(pull, drive, rowBytes);
  let value = active;
  let at = addresses;
  for (; at + 16 <= end; at += 16, value += 32) {
    const a0 = v128.load64_splat(value), a1 = v128.load64_splat(value, 8);
    const a2 = v128.load64_splat(value, 16), a3 = v128.load64_splat(value, 24);
    const row0 = load<usize>(at), row1 = load<usize>(at, 4), row2 = load<usize>(at, 8), row3 = load<usize>(at, 12);
    for (let k: usize = 0; k < rowBytes; k += 32) {
      let left = v128.load(pull + k), right = v128.load(pull + k, 16);
      left = f64x2.sub(left, f64x2.mul(a0, v128.load(row0 + k)));
      right = f64x2.sub(right, f64x2.mul(a0, v128.load(row0 + k, 16)));
      left = f64x2.sub(left, f64x2.mul(a1, v128.load(row1 + k)));
      right = f64x2.sub(right, f64x2.mul(a1, v128.load(row1 + k, 16)));
      left = f64x2.sub(left, f64x2.mul(a2, v128.load(row2 + k)));
      right = f64x2.sub(right, f64x2.mul(a2, v128.load(row2 + k, 16)));
      left = f64x2.sub(left, f64x2.mul(a3, v128.load(row3 + k)));
      right = f64x2.sub(right, f64x2.mul(a3, v128.load(row3 + k, 16)));
      v128.store(pull + k, left);
      v128.store(pull + k, right, 16);
    }
  }
  for (; at < end; at += 4, value += 8) {
    const a = v128.load64_splat(value);
    const row = load<usize>(at);
    for (let k: usize = 0; k < rowBytes; k += 16)
      v128.store(pull + k, f64x2.sub(v128.load(pull + k), f64x2.mul(a, v128.load(row + k))));
  }
  let furthest = f64x2.splat(0);
  for (let k: usize = 0; k < rowBytes; k += 16)
    furthest = f64x2.pmax(furthest, moved(states + k, v128.load(pull + k), steps));
  return Math.max(f64x2.extract_lane(furthest, 0), f64x2.extract_lane(furthest, 1));
}

/** Two states towards where they are pulled; returns how far they had to go. */
@inline
function moved(at: usize, pull: v128, steps: v128): v128 {
  const u = v128.load(at);
  const change = f64x2.sub(pull, u);
  v128.store(at, f64x2.add(u, f64x2.mul(steps, change)));
  return f64x2.abs(change);
}
