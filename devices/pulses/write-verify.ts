import { normalsAt, randomStream } from '../../numeric/random.js';
import { noReadNoise, ohmic } from '../parts.js';
import { splitReadNoise } from '../read-noise.js';
import type { PulseResponse } from './pulse-response.js';
import { type BlindOptions, checkWriting, isStuck, trainVolt, type WriteOptions, type Writing } from './writing.js';
import type { Written } from './written.js';

/**
 * Incremental-step pulse programming: read; where what is read lies below the target by more than the acceptance, a set
 * pulse, where it lies above, a reset pulse; again, until it is accepted or `maxPulses` are spent. Each further pulse of
 * the same direction is higher by `rise`; a change of direction begins at `first` again.
 *
 * Energy is Σ V·I(V)·t over pulses and reads, with the conductance that the device shows when a pulse or read begins; that
 * of lines and drivers is not in it. Every draw is fixed by seed, purpose, address and the number of the pulse or read, so
 * that a device is written alike in any order, tiling or company.
 *
 * A stuck device (`Writing.stuck`) takes pulses and reads as any other, and does not move.
 *
 * InputError where a target lies outside the window, and where a voltage, width, acceptance or count makes no sense.
 */
export function writeVerify(writing: Writing, options: WriteOptions): Written {
  checkWriting(writing, options);
  const { acceptance, maxPulses, set, reset } = options;
  const { target } = writing;
  const state = begin(writing, options);
  const read = reader(writing, options, state.written);
  const streak = new Int32Array(target.length);
  let active = Uint32Array.from(target, (_, k) => k);
  for (let pulse = 0; active.length > 0; pulse++) {
    const seen = read(active, pulse);
    const missed = active.filter((k, at) => {
      const accepted = Math.abs(seen[at]! - target[k]!) <= acceptance;
      if (accepted) state.written.success[k] = 1;
      else streak[k] = seen[at]! < target[k]! ? Math.max(streak[k]!, 0) + 1 : Math.min(streak[k]!, 0) - 1;
      return !accepted;
    });
    if (pulse === maxPulses) break;
    active = missed;
    state.pulse(active, pulse, k => trainVolt(streak[k]! > 0 ? set : reset, streak[k]!));
  }
  return state.written;
}

/**
 * Blind programming: each device is given the number of pulses that brings the *typical* device from `start` nearest to its
 * target without any noise, and is not read. Success is to lie within the acceptance all the same.
 */
export function writeBlind(writing: Writing, options: BlindOptions): Written {
  checkWriting(writing, options);
  const { response, target, start } = writing;
  const { set, reset, acceptance } = options;
  const state = begin(writing, options);
  const counts = target.map((g, k) => typicalCount(response, start[k]!, g, options));
  let active = Uint32Array.from(target, (_, k) => k);
  for (let pulse = 0; active.length > 0; pulse++) {
    active = active.filter(k => pulse < Math.abs(counts[k]!));
    state.pulse(active, pulse, k => trainVolt(counts[k]! > 0 ? set : reset, Math.sign(counts[k]!) * (pulse + 1)));
  }
  const { written } = state;
  written.programmed.forEach((g, k) => {
    written.success[k] = Math.abs(g - target[k]!) <= acceptance ? 1 : 0;
  });
  return written;
}

/** The set (> 0) or reset (< 0) pulses, at most `maxPulses`, that bring the typical device nearest to `target`, S. */
export function typicalCount(
  response: PulseResponse,
  start: number,
  target: number,
  { set, reset, maxPulses }: Pick<BlindOptions, 'set' | 'reset' | 'maxPulses'>,
): number {
  const d = target > start ? 1 : -1;
  const train = d > 0 ? set : reset;
  let [best, least, g] = [0, Math.abs(start - target), start];
  for (let count = 1; count <= maxPulses && d * (target - g) > 0; count++) {
    g = response.after(response.typical, 0, g, trainVolt(train, d * count), train.seconds, 0);
    if (Math.abs(g - target) < least) [best, least] = [d * count, Math.abs(g - target)];
  }
  return best;
}

/** Devices that are being written: what pulses to some of them do, and what came of it so far. */
interface Progress {
  readonly written: Written;
  /** One pulse, their `index`-th, for each of these devices. */
  pulse(some: Uint32Array, index: number, voltOf: (k: number) => number): void;
}

function begin(writing: Writing, options: BlindOptions): Progress {
  const { response, devices, target, start, stuck = target } = writing;
  const { set, reset, acceptance, conduction = ohmic } = options;
  const { window, writeNoise } = response;
  const count = target.length;
  const within = (g: number, k: number): number =>
    hold(hold(g, devices.lowest[k]!, devices.highest[k]!), window.min, window.max);
  const resting = start.map((g, k) => (isStuck(writing, k) ? stuck[k]! : within(g, k)));
  const written: Written = {
    ...{ target, acceptance, resting, programmed: resting.slice() },
    sets: new Uint32Array(count),
    resets: new Uint32Array(count),
    reads: new Uint32Array(count),
    energy: new Float64Array(count),
    seconds: new Float64Array(count),
    success: new Uint8Array(count),
  };
  const { programmed, energy, seconds } = written;
  return {
    written,
    pulse(some, index, voltOf) {
      const z = drawsOf(writing, 'write-pulse', index, some);
      const shown = writeNoise > 0 ? drawsOf(writing, 'write-noise', index, some) : null;
      some.forEach((k, i) => {
        const volt = voltOf(k);
        const width = volt > 0 ? set.seconds : reset.seconds;
        energy[k]! += volt * conduction.current(programmed[k]!, volt) * width;
        seconds[k]! += width;
        (volt > 0 ? written.sets : written.resets)[k]!++;
        if (isStuck(writing, k)) return;
        const g = response.after(devices, k, resting[k]!, volt, width, z[i]!);
        resting[k] = g;
        programmed[k] = shown ? hold(g + writeNoise * shown[i]!, window.min, window.max) : g;
      });
    },
  };
}

/** Reads some of the devices, for the `index`-th time: S as they are seen; what it costs is added to `written`. */
function reader(writing: Writing, options: WriteOptions, written: Written) {
  const { read, conduction = ohmic, readNoise = noReadNoise } = options;
  const { programmed, reads, energy, seconds } = written;
  const { fast, slow } = splitReadNoise(read.age ?? 0, read.seconds, 0);
  return (some: Uint32Array, index: number): Float64Array => {
    const shown = Float64Array.from(some, k => programmed[k]!);
    const [flicker, white] = [readNoise.flicker(shown), readNoise.white(shown)];
    const noisy = flicker.some(q => q > 0) || white.some(q => q > 0);
    const z = noisy ? drawsOf(writing, 'verify-read', index, some) : null;
    return shown.map((g, at) => {
      const k = some[at]!;
      reads[k]!++;
      energy[k]! += read.volt * conduction.current(g, read.volt) * read.seconds;
      seconds[k]! += read.seconds;
      return z ? g * (1 + Math.sqrt(flicker[at]! ** 2 * (fast + slow) + white[at]! ** 2) * z[at]!) : g;
    });
  };
}

/** Standard normal draws for some of the devices, by their addresses, at their `index`-th pulse or read. */
function drawsOf({ address, draws }: Writing, purpose: string, index: number, some: Uint32Array): Float64Array {
  const stream = randomStream(draws.seed, purpose, draws.matrix, draws.generation, index);
  return normalsAt(
    stream,
    Float64Array.from(some, k => address[k]!),
  );
}

const hold = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
