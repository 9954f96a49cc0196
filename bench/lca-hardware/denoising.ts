import { compile } from '../../compiler/compile.js';
import { effectsOf } from '../../compiler/effects.js';
import type { Hardware } from '../../compiler/hardware.js';
import { readHardware } from '../../compiler/hardware-file.js';
import type { Program } from '../../compiler/program-record.js';
import { referenceEngine } from '../../models/execute.js';
import { stepSeries } from '../../models/images/image.js';
import { centred } from '../../models/images/patches.js';
import { type Coder, type Denoised, denoise, type NoisyPatches, noisyPatches } from '../../models/lca/denoise.js';
import { lower } from '../../models/lower.js';
import type { Network } from '../../models/network.js';
import { mean, sampleDeviation } from '../../numeric/statistics.js';
import { codesOf } from '../../sim/coding.js';
import { hardwareEngine } from '../../sim/engine.js';
import { anotherChip, runDuration } from '../../sim/lifetime.js';
import { keptOr } from '../kept.js';
import { table } from '../markdown.js';
import { progress } from '../progress.js';
import { type Settings, year } from './coded.js';
import { coderLayer, coderNetwork, pictures, side, withCoder } from './coders.js';

const deviations = [0.1, 0.2, 0.3, 0.4, 0.5];
/** λ/σ, as examples/denoising.ts chooses it from the pictures that were learned from. */
const factor = 2;
const iterations = 200;

/** Denoising in float64 and on chips: for each σ a program of its own, as its threshold differs. */
export async function denoisingPart(settings: Settings): Promise<string> {
  const { learned, kept } = pictures();
  const network = coderNetwork('raw', settings.networks);
  const count = settings.inputs ?? 300;
  const noisy = deviations.map(deviation => noisyPatches(kept, { side, count, deviation, seed: 3 }));
  const networks = deviations.map(deviation => {
    const calibration = noisyPatches(learned, { side, count: 200, deviation, seed: 2 });
    const threshold = { ...coderLayer(network).threshold, level: factor * deviation };
    const rows = centred(calibration.noisy).rows;
    return { ...withCoder(network, { threshold, iterations }), calibration: stepSeries(rows, 'noisy patches') };
  });
  const float = networks.map((one, k) => denoised(one, noisy[k]!, inputs => floatCodes(one, inputs)));
  const rows = [
    ['before', ...float.map(({ before }) => before.toFixed(1))],
    ['float64', ...float.map(({ after }) => after.toFixed(1))],
  ];
  const active = [['float64', ...float.map(({ active }) => percent([active]))]];
  for (const preset of settings.presets) {
    const hardware = await readHardware(preset);
    const drifts = effectsOf(hardware, year).includes('drift');
    for (const time of drifts ? [0, year] : [0]) {
      const compensation = time > 0 ? (['none', 'global'] as const) : (['none'] as const);
      for (const compensated of compensation) {
        const name =
          time > 0
            ? `\`${preset}\`, 1 year${compensated === 'none' ? '' : ', compensated'}`
            : `\`${preset}\`, programmed`;
        const found: Denoised[][] = [];
        for (const [k, one] of networks.entries())
          found.push(await onChips(one, noisy[k]!, hardware, time, compensated, settings, name));
        rows.push([name, ...found.map(chips => spread(chips.map(({ after }) => after)))]);
        active.push([name, ...found.map(chips => percent(chips.map(({ active }) => active)))]);
      }
    }
  }
  const head = deviations.map(String);
  return [
    `### Denoising: ${count} patches, 256 atoms, λ = ${factor}σ, ${iterations} iterations, ${settings.seeds.length} chips`,
    table(['PSNR in dB, σ =', ...head], rows),
    table(['active coefficients, σ =', ...head], active),
  ].join('\n\n');
}

async function onChips(
  network: Network,
  patches: NoisyPatches,
  hardware: Hardware,
  time: number,
  compensation: 'none' | 'global',
  { seeds, keep }: Settings,
  name: string,
): Promise<Denoised[]> {
  const { deviation, noisy } = patches;
  let compiled: Program | undefined;
  const found: Denoised[] = [];
  for (const seed of seeds) {
    progress(`denoising, ${name}, σ = ${deviation}, chip ${seed}`);
    const asked = { part: 'denoising', deviation, count: noisy.rows, hardware, time, compensation, seed };
    found.push(
      await keptOr(keep, JSON.stringify(asked), () => {
        compiled ??= compile(network, hardware, { seed }).program;
        const program = compiled.seed === seed ? compiled : anotherChip(compiled, seed);
        return denoised(network, patches, inputs => {
          const set = stepSeries(inputs, 'noisy patches');
          const conditions = { time, compensation, duration: runDuration(program, set) };
          return codesOf(program.graph, set, hardwareEngine(program, conditions));
        });
      }),
    );
  }
  return found;
}

function denoised(network: Network, patches: NoisyPatches, code: Coder): Denoised {
  const { weights: atoms, threshold } = coderLayer(network);
  return denoise({ ...patches, atoms, level: threshold.level }, code);
}

const floatCodes = (network: Network, inputs: Parameters<Coder>[0]): ReturnType<Coder> =>
  codesOf(lower(network), stepSeries(inputs, 'noisy patches'), referenceEngine());

const spread = (values: readonly number[]): string =>
  `${mean(values).toFixed(1)}${values.length > 1 ? ` ± ${sampleDeviation(values).toFixed(1)}` : ''}`;
const percent = (shares: readonly number[]): string => `${(100 * mean(shares)).toFixed(1)} %`;
