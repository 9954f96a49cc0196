import { type Effect, withEffects } from '../../compiler/effects.js';
import type { Hardware } from '../../compiler/hardware.js';
import { readHardware } from '../../compiler/hardware-file.js';
import { stepSeries } from '../../models/images/image.js';
import { patchInputs } from '../../models/images/inputs.js';
import type { DriftCompensation } from '../../sim/compensation.js';
import { table } from '../markdown.js';
import { cells, coded, type Settings, type Variant, year } from './coded.js';
import { coderNetwork, pictures, side, withCoder } from './coders.js';

const forms = ['gram', 'residual'] as const;

/** What each flaw of hardware does alone to codes of natural patches, and what the presets do: both forms side by side. */
export async function effectsPart(settings: Settings): Promise<string> {
  const network = coderNetwork('whitened', settings.networks);
  const patches = patchInputs(pictures().kept, { side, cutoff: 0.4, seed: 2 }).draw(0, settings.inputs ?? 200);
  const given = stepSeries(patches, 'whitened patches of other pictures');
  const rows: string[][] = [];
  for (const variant of await variants(settings)) {
    const both = [];
    for (const form of forms) both.push(await coded(withCoder(network, { form }), variant, given, settings));
    const [gram, residual] = both as [(typeof both)[number], (typeof both)[number]];
    if (rows.length === 0) rows.push(['float64', ...cells(gram.reference), ...cells(residual.reference)]);
    gram.points.forEach(({ time, compensation, mean, deviation }, k) => {
      if (time === 0 && compensation !== 'none') return; // nothing has drifted
      const other = residual.points[k]!;
      const name = `${variant.name}${condition(variant, time, compensation)}`;
      rows.push([name, ...cells(mean, deviation), ...cells(other.mean, other.deviation)]);
    });
  }
  const figures = ['PSNR, dB', 'active', 'energy', 'support'];
  const head = forms.flatMap(form => figures.map((name, k) => (k === 0 ? `${form}: ${name}` : name)));
  return `### ${given.series.length} patches of 12 × 12, 256 atoms, ${settings.seeds.length} chips\n\n${table(['', ...head], rows)}`;
}

const day = 86400;

function condition({ times, compensation }: Variant, time: number, compensated: DriftCompensation): string {
  const age = time >= year ? '1 year' : time >= 30 * day ? '30 days' : time >= day ? '1 day' : 'fresh';
  const drift = compensation.length > 1 && time > 0 && compensated !== 'none' ? ', compensated' : '';
  return times.length > 1 ? `, ${age}${drift}` : '';
}

async function variants({ seeds, presets }: Settings): Promise<Variant[]> {
  const ideal = await readHardware('ideal');
  const sure = { seeds: seeds.slice(0, 1), times: [0], compensation: ['none'] } as const;
  const drawn = { ...sure, seeds };
  const all: Variant[] = [{ ...sure, name: 'ideal devices, wires and converters', hardware: ideal }];
  for (const levels of [4, 8, 16, 32, 64, 256])
    all.push({
      ...sure,
      name: `${levels} levels`,
      hardware: { ...ideal, imperfections: { ...ideal.imperfections, levels } },
    });
  for (const bits of [4, 5, 6, 7, 8, 10, 12])
    all.push({ ...sure, name: `converters of ${bits} bits`, hardware: withBits(ideal, bits) });
  const calibration = stepSeries(
    patchInputs(pictures().learned, { side, cutoff: 0.4, seed: 3 }).draw(0, 300),
    'calibration',
  );
  const ranged = '8 bits, ranges from 300 patches';
  all.push({ ...sure, name: ranged, hardware: withBits(ideal, 8), calibration });
  for (const preset of presets) {
    const whole = await readHardware(preset);
    const alone = (effect: Effect): Hardware => withEffects(whole, [effect]);
    for (const noise of [0.5, 1, 2]) {
      const hardware = { ...alone('programming'), device: { ...alone('programming').device, noise } };
      all.push({ ...drawn, name: `\`${preset}\` programming error × ${noise}`, hardware });
    }
    for (const ohm of [0.1, 1, 3]) {
      const hardware = withWires(alone('ir-drop'), whole, ohm);
      all.push({ ...sure, name: `its wires × ${ohm}`, hardware });
    }
    const drifts = whole.device.model === 'pcm';
    const life = drifts ? ({ times: [0, day, 30 * day, year], compensation: ['none', 'global'] } as const) : {};
    if (drifts) {
      all.push({ ...drawn, name: 'its read noise', hardware: alone('read-noise') });
      all.push({ ...drawn, ...life, times: [day, 30 * day, year], name: 'its drift', hardware: alone('drift') });
    }
    all.push({ ...drawn, ...life, name: `whole \`${preset}\``, hardware: whole });
    all.push({ ...drawn, name: `the same, fresh, ${ranged}`, hardware: whole, calibration });
  }
  return all;
}

const withBits = (hardware: Hardware, bits: number): Hardware => ({
  ...hardware,
  dac: { ...hardware.dac, bits },
  adc: { ...hardware.adc, bits },
});

const withWires = (hardware: Hardware, { array }: Hardware, factor: number): Hardware => ({
  ...hardware,
  array: {
    ...hardware.array,
    wordLineResistance: array.wordLineResistance * factor,
    bitLineResistance: array.bitLineResistance * factor,
  },
});
