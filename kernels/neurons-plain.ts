import { type Leaky, type NeuronRun, type Resonators, spikeBytes } from './neuron-run.js';

/** `runNeurons` in plain TypeScript, for the series from `first` to before `end`: the same bits as in WebAssembly. */
export function neuronsPlain(run: NeuronRun, first = 0, end = run.ends.length): void {
  const { type, width, law, given, back } = run;
  const round = type === 'float64' ? (x: number): number => x : Math.fround;
  const rounded = (values: Float64Array): Float64Array => values.map(round);
  const forward = 'bits' in given ? rounded(given.forward) : undefined;
  const recurrent = back && rounded(back);
  const x = new Float64Array(width);
  const bytes = spikeBytes(width);
  for (let series = first; series < end; series++) {
    const layer = law.kind === 'resonators' ? resonators(law, round) : leaky(law, round);
    let spikes = new Uint8Array(bytes);
    const start = run.ends[series - 1] ?? 0;
    for (let row = start; row < run.ends[series]!; row++) {
      x.fill(0);
      if ('bits' in given) {
        const size = spikeBytes(given.inputs);
        addRows(forward!, given.bits.subarray(row * size, (row + 1) * size), x, round);
      }
      if (recurrent) addRows(recurrent, spikes, x, round);
      if ('drive' in given) for (let i = 0; i < width; i++) x[i] = round(given.drive[row * width + i]! + x[i]!);
      spikes = new Uint8Array(bytes);
      for (let i = 0; i < width; i++) if (layer.step(i, x[i]!)) spikes[i >> 3]! |= 1 << (i & 7);
      run.spikes?.set(spikes, row * bytes);
      run.membranes?.set(layer.membranes, row * width);
    }
  }
}

/** Adds the rows whose bit is set, in their order. */
function addRows(rows: Float64Array, bits: Uint8Array, out: Float64Array, round: (x: number) => number): void {
  const width = out.length;
  for (let k = 0; k * width < rows.length; k++) {
    if (!((bits[k >> 3]! >> (k & 7)) & 1)) continue;
    for (let i = 0; i < width; i++) out[i] = round(out[i]! + rows[k * width + i]!);
  }
}

/** The neurons of one series. */
interface Neurons {
  readonly membranes: Float64Array;
  /** One step of the i-th under x; whether it spikes. */
  step(i: number, x: number): boolean;
}

function resonators(law: Resonators, r: (x: number) => number): Neurons {
  const [rest, frequency, threshold] = [law.rest.map(r), law.frequency.map(r), law.threshold.map(r)];
  const [dt, decay] = [r(law.step), r(law.decay)];
  const state = (): Float64Array => new Float64Array(rest.length);
  const [u, v, q] = [state(), state(), state()];
  return {
    membranes: u,
    step(i, x) {
      const [re, im, w] = [u[i]!, v[i]!, frequency[i]!];
      const b = r(rest[i]! - q[i]!);
      u[i] = r(re + r(dt * r(r(r(b * re) - r(w * im)) + x)));
      v[i] = r(im + r(dt * r(r(w * re) + r(b * im))));
      const fired = u[i]! > r(threshold[i]! + q[i]!);
      q[i] = r(r(decay * q[i]!) + (fired && law.refractory ? 1 : 0));
      return fired;
    },
  };
}

function leaky(law: Leaky, r: (x: number) => number): Neurons {
  const { adaptation, synapse } = law;
  const keeps = law.subtracts ? 1 : 0;
  const [keep, scale, offset] = [law.keep.map(r), law.scale.map(r), law.offset.map(r)];
  const [limits, resets] = [law.limit.map(r), law.after.map(r)];
  const adapting = adaptation && {
    ...{ strength: adaptation.strength.map(r), keep: adaptation.keep.map(r), gain: adaptation.gain.map(r) },
  };
  const charging = synapse && { keep: synapse.keep.map(r), scale: synapse.scale.map(r) };
  const state = (): Float64Array => new Float64Array(keep.length);
  const [v, a, currents, membranes] = [state(), state(), state(), state()];
  return {
    membranes,
    step(i, x) {
      let drive = x;
      if (charging) {
        const old = currents[i]!;
        currents[i] = r(r(charging.keep[i]! * old) + r(charging.scale[i]! * x));
        drive = synapse.current === 'new' ? currents[i]! : old;
      }
      const m = r(r(keep[i]! * v[i]!) + r(r(scale[i]! * drive) + offset[i]!));
      const rise = adapting ? r(adapting.strength[i]! * a[i]!) : 0;
      const fired = m > r(limits[i]! + rise);
      if (adapting) a[i] = r(r(adapting.keep[i]! * a[i]!) + (fired ? adapting.gain[i]! : 0));
      v[i] = fired ? r(keeps * m + r(resets[i]! - rise)) : m;
      membranes[i] = m;
      return fired;
    },
  };
}
