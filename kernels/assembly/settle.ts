// The rounds of sparse coders, operation for operation as kernels/settle.ts does them, so that both give the same bits. A row
// is `width` numbers, a multiple of 16; `rowBytes` is its size.

/**
 * Takes each of `count` rows of states through up to `rounds` rounds, from `states` and in their place:
 *
 *     u ← u + step·(drive − Σ aⱼ lateralⱼ − u),   a = T(u)
 *
 * T passes what is above `level` or below `below`, less `taken`; only atoms that pass are summed. A row ends early where no
 * state of it has further than `tolerance` to go. `active` has room for 2·width numbers. Returns the rounds of the row that
 * took most, or −1 where one was not at rest in the end.
 */
export function settle(
  lateral: usize, drive: usize, states: usize, active: usize, count: i32, width: i32, rounds: i32,
  step: f64, level: f64, below: f64, taken: f64, tolerance: f64,
): i32 {
  const rowBytes = <usize>width << 3;
  const addresses = active + rowBytes;
  const steps = f64x2.splat(step);
  let most = 0;
  let rested = true;
  for (let row = 0; row < count; row++, drive += rowBytes, states += rowBytes) {
    let round = 0;
    let atRest = false;
    while (round < rounds && !atRest) {
      const end = passing(lateral, states, active, addresses, rowBytes, level, below, taken);
      atRest = advance(drive, states, active, addresses, end, rowBytes, steps) <= tolerance;
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

/** One step of a row; returns the furthest that a state had to go. Sixteen states at a time stay in registers. */
@inline
function advance(
  drive: usize, states: usize, active: usize, addresses: usize, end: usize, rowBytes: usize, steps: v128,
): f64 {
  let furthest = f64x2.splat(0);
  for (let k: usize = 0; k < rowBytes; k += 128) {
    const from = drive + k;
    let s0 = v128.load(from), s1 = v128.load(from, 16), s2 = v128.load(from, 32), s3 = v128.load(from, 48);
    let s4 = v128.load(from, 64), s5 = v128.load(from, 80), s6 = v128.load(from, 96), s7 = v128.load(from, 112);
    for (let at = addresses, value = active; at < end; at += 4, value += 8) {
      const a = v128.load64_splat(value);
      const row = load<usize>(at) + k;
      s0 = f64x2.sub(s0, f64x2.mul(a, v128.load(row)));
      s1 = f64x2.sub(s1, f64x2.mul(a, v128.load(row, 16)));
      s2 = f64x2.sub(s2, f64x2.mul(a, v128.load(row, 32)));
      s3 = f64x2.sub(s3, f64x2.mul(a, v128.load(row, 48)));
      s4 = f64x2.sub(s4, f64x2.mul(a, v128.load(row, 64)));
      s5 = f64x2.sub(s5, f64x2.mul(a, v128.load(row, 80)));
      s6 = f64x2.sub(s6, f64x2.mul(a, v128.load(row, 96)));
      s7 = f64x2.sub(s7, f64x2.mul(a, v128.load(row, 112)));
    }
    const to = states + k;
    furthest = f64x2.pmax(furthest, moved(to, s0, steps));
    furthest = f64x2.pmax(furthest, moved(to + 16, s1, steps));
    furthest = f64x2.pmax(furthest, moved(to + 32, s2, steps));
    furthest = f64x2.pmax(furthest, moved(to + 48, s3, steps));
    furthest = f64x2.pmax(furthest, moved(to + 64, s4, steps));
    furthest = f64x2.pmax(furthest, moved(to + 80, s5, steps));
    furthest = f64x2.pmax(furthest, moved(to + 96, s6, steps));
    furthest = f64x2.pmax(furthest, moved(to + 112, s7, steps));
  }
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
