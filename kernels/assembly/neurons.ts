// Layers of spiking neurons through time, operation for operation as kernels/neurons-plain.ts does them, so that both give the
// same bits. A row of numbers is `width` of them, a multiple of 8; a row of spikes is a bit for each, in whole bytes of 64 bits.

/** Where everything of a run lies: 32-bit addresses and counts, in this order. An address of 0 is something left out. */
@unmanaged
class Run {
  /** Rows of W for what comes in, of `width` numbers; its spikes, a row of `inputBytes` for each step. */
  forward: usize;
  inputs: usize;
  inputBytes: usize;
  /** Or the drive itself, rows of `stride` bytes; what is read after the last number of a row takes no effect. */
  drive: usize;
  stride: usize;
  /** Rows of W for what comes back. */
  back: usize;
  /** Of each block of 8 neurons all constants, one after the other, and its states alike. */
  constants: usize;
  states: usize;
  /** Room for a row of numbers and three vectors, and for the address of every row of W. */
  sum: usize;
  fired: usize;
  /** The spikes before the first step, and then of every step; rows of `spikeBytes`. */
  spikes: usize;
  spikeBytes: usize;
  /** Rows of `stride` bytes, each of which may spill over into the next. */
  membranes: usize;
  steps: i32;
  width: usize;
}

/** Numbers of 8 neurons, in bytes. */
@inline
function block<T>(): usize {
  return 8 * sizeof<T>();
}

/** Lists at `to` the rows of W of the bits that are set; returns the end of the list. */
@inline
function list(bits: usize, bytes: usize, weights: usize, rowBytes: usize, to: usize): usize {
  for (let at: usize = 0; at < bytes; at += 8, weights += rowBytes << 6)
    for (let word = load<u64>(bits + at); word; word &= word - 1, to += 4)
      store<usize>(to, weights + <usize>ctz(word) * rowBytes);
  return to;
}

/** sum = Σ rows listed, in their order. Four vectors at a time, so that up to three more than a row has are read and written. */
@inline
function sumRows<T>(first: usize, end: usize, sum: usize, rowBytes: usize): void {
  for (let k: usize = 0; k < rowBytes; k += 64) {
    let a = v128.splat<T>(0), b = a, c = a, d = a;
    for (let at = first; at < end; at += 4) {
      const row = load<usize>(at) + k;
      a = v128.add<T>(a, v128.load(row));
      b = v128.add<T>(b, v128.load(row, 16));
      c = v128.add<T>(c, v128.load(row, 32));
      d = v128.add<T>(d, v128.load(row, 48));
    }
    v128.store(sum + k, a);
    v128.store(sum + k, b, 16);
    v128.store(sum + k, c, 32);
    v128.store(sum + k, d, 48);
  }
}

/** The bits of a block from its masks. */
@inline
function bitsOf<T>(a: v128, b: v128, c: v128, d: v128): u64 {
  if (sizeof<T>() == 4) return i16x8.bitmask(i16x8.narrow_i32x4_s(a, b));
  const low = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
  const high = v128.shuffle<i32>(c, d, 0, 2, 4, 6);
  return i16x8.bitmask(i16x8.narrow_i32x4_s(low, high));
}

/** `memory.copy` of so few bytes would be a call out of the module. */
@inline
function copyRow(to: usize, from: usize, bytes: usize): void {
  for (let k: usize = 0; k < bytes; k += 16) v128.store(to + k, v128.load(from + k));
}

/** What comes to the neurons of a step, in `sum`. */
@inline
function drives<T>(run: Run, step: i32, before: usize, rowBytes: usize): void {
  const sum = run.sum, fired = run.fired;
  let end = fired;
  if (run.inputs) end = list(run.inputs + <usize>step * run.inputBytes, run.inputBytes, run.forward, rowBytes, end);
  if (run.back) end = list(before, run.spikeBytes, run.back, rowBytes, end);
  sumRows<T>(fired, end, sum, rowBytes);
  const row = <usize>step * run.stride;
  if (run.drive)
    for (let k: usize = 0; k < rowBytes; k += 16)
      v128.store(sum + k, v128.add<T>(v128.load(run.drive + row + k), v128.load(sum + k)));
}

/** Resonators: see `Resonators` of kernels/neuron-run.ts. */
@inline
function resonators<T>(address: usize, step: T, decay: T, counted: T): void {
  const run = changetype<Run>(address);
  const sum = run.sum, constants = run.constants, states = run.states, spikeBytes = run.spikeBytes, stride = run.stride;
  const rowBytes = run.width * sizeof<T>();
  const dt = v128.splat<T>(step), keep = v128.splat<T>(decay), one = v128.splat<T>(counted);
  let spikes = run.spikes, membranes = run.membranes;
  for (let t = 0; t < run.steps; t++) {
    drives<T>(run, t, spikes, rowBytes);
    spikes += spikeBytes;
    let x = sum, c = constants, s = states;
    for (let to = spikes; x < sum + rowBytes; to += 8) {
      let word: u64 = 0;
      const end = min(x + 8 * block<T>(), sum + rowBytes);
      for (let shift: u64 = 0; x < end; shift += 8, x += block<T>(), c += 3 * block<T>(), s += 3 * block<T>()) {
        const fired0 = resonate<T>(x, c, s, dt, keep, one);
        const fired1 = resonate<T>(x + 16, c + 16, s + 16, dt, keep, one);
        if (sizeof<T>() == 4) word |= bitsOf<T>(fired0, fired1, fired0, fired1) << shift;
        else {
          const fired2 = resonate<T>(x + 32, c + 32, s + 32, dt, keep, one);
          const fired3 = resonate<T>(x + 48, c + 48, s + 48, dt, keep, one);
          word |= bitsOf<T>(fired0, fired1, fired2, fired3) << shift;
        }
      }
      store<u64>(to, word);
    }
    if (membranes) {
      for (let k: usize = 0; k < rowBytes; k += block<T>()) copyRow(membranes + k, states + 3 * k, block<T>());
      membranes += stride;
    }
  }
}

/** One step of the resonators of a vector; returns which spike. */
@inline
function resonate<T>(x: usize, c: usize, s: usize, dt: v128, decay: v128, one: v128): v128 {
  const u = v128.load(s), v = v128.load(s, block<T>()), q = v128.load(s, 2 * block<T>());
  const w = v128.load(c, block<T>());
  const b = v128.sub<T>(v128.load(c), q);
  const toU = v128.add<T>(v128.sub<T>(v128.mul<T>(b, u), v128.mul<T>(w, v)), v128.load(x));
  const toV = v128.add<T>(v128.mul<T>(w, u), v128.mul<T>(b, v));
  const next = v128.add<T>(u, v128.mul<T>(dt, toU));
  v128.store(s, next);
  v128.store(s, v128.add<T>(v, v128.mul<T>(dt, toV)), block<T>());
  const fired = v128.gt<T>(next, v128.add<T>(v128.load(c, 2 * block<T>()), q));
  v128.store(s, v128.add<T>(v128.mul<T>(decay, q), v128.and(fired, one)), 2 * block<T>());
  return fired;
}

/** Leaky neurons: see `Leaky` of kernels/neuron-run.ts. */
@inline
function leaky<T>(address: usize, kept: T, adapts: bool, synapse: i32): void {
  const run = changetype<Run>(address);
  const sum = run.sum, constants = run.constants, states = run.states, spikeBytes = run.spikeBytes, stride = run.stride;
  const rowBytes = run.width * sizeof<T>();
  const keeps = v128.splat<T>(kept);
  let spikes = run.spikes, membranes = run.membranes;
  for (let t = 0; t < run.steps; t++) {
    drives<T>(run, t, spikes, rowBytes);
    spikes += spikeBytes;
    let x = sum, c = constants, s = states;
    for (let to = spikes; x < sum + rowBytes; to += 8) {
      let word: u64 = 0;
      const end = min(x + 8 * block<T>(), sum + rowBytes);
      for (let shift: u64 = 0; x < end; shift += 8, x += block<T>(), c += 10 * block<T>(), s += 3 * block<T>()) {
        const fired0 = leak<T>(x, c, s, keeps, adapts, synapse);
        const fired1 = leak<T>(x + 16, c + 16, s + 16, keeps, adapts, synapse);
        if (sizeof<T>() == 4) word |= bitsOf<T>(fired0, fired1, fired0, fired1) << shift;
        else {
          const fired2 = leak<T>(x + 32, c + 32, s + 32, keeps, adapts, synapse);
          const fired3 = leak<T>(x + 48, c + 48, s + 48, keeps, adapts, synapse);
          word |= bitsOf<T>(fired0, fired1, fired2, fired3) << shift;
        }
      }
      store<u64>(to, word);
    }
    if (membranes) {
      copyRow(membranes, sum, rowBytes);
      membranes += stride;
    }
  }
}

/** One step of the leaky neurons of a vector, whose membranes before any reset replace x; returns which spike. */
@inline
function leak<T>(x: usize, c: usize, s: usize, keeps: v128, adapts: bool, synapse: i32): v128 {
  let drive = v128.load(x);
  if (synapse) {
    const old = v128.load(s, 2 * block<T>());
    const charge = v128.mul<T>(v128.load(c, 9 * block<T>()), drive);
    const current = v128.add<T>(v128.mul<T>(v128.load(c, 8 * block<T>()), old), charge);
    v128.store(s, current, 2 * block<T>());
    drive = synapse == 1 ? current : old;
  }
  const input = v128.add<T>(v128.mul<T>(v128.load(c, block<T>()), drive), v128.load(c, 2 * block<T>()));
  const membrane = v128.add<T>(v128.mul<T>(v128.load(c), v128.load(s)), input);
  v128.store(x, membrane);
  let limit = v128.load(c, 3 * block<T>()), after = v128.load(c, 4 * block<T>());
  const a = v128.load(s, block<T>());
  if (adapts) {
    const rise = v128.mul<T>(v128.load(c, 5 * block<T>()), a);
    limit = v128.add<T>(limit, rise);
    after = v128.sub<T>(after, rise);
  }
  const fired = v128.gt<T>(membrane, limit);
  if (adapts) {
    const kick = v128.and(fired, v128.load(c, 7 * block<T>()));
    v128.store(s, v128.add<T>(v128.mul<T>(v128.load(c, 6 * block<T>()), a), kick), block<T>());
  }
  v128.store(s, v128.bitselect(v128.add<T>(v128.mul<T>(keeps, membrane), after), membrane, fired));
  return fired;
}

export function resonators64(run: usize, dt: f64, decay: f64, counted: f64): void {
  resonators<f64>(run, dt, decay, counted);
}

export function resonators32(run: usize, dt: f32, decay: f32, counted: f32): void {
  resonators<f32>(run, dt, decay, counted);
}

export function leaky64(run: usize, keeps: f64, adapts: bool, synapse: i32): void {
  leaky<f64>(run, keeps, adapts, synapse);
}

export function leaky32(run: usize, keeps: f32, adapts: bool, synapse: i32): void {
  leaky<f32>(run, keeps, adapts, synapse);
}
