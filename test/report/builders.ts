import { compile } from '../../compiler/compile.js';
import { estimate } from '../../compiler/cost/estimate.js';
import { resolveHardware } from '../../compiler/hardware-file.js';
import type { HardwareFile } from '../../compiler/hardware-schema.js';
import { pcm256 } from '../../compiler/presets/pcm-256.js';
import type { Program } from '../../compiler/program-record.js';
import { loadUnits } from '../../edge/quantity.js';
import { mean, sampleDeviation } from '../../numeric/statistics.js';
import type { ReportInput } from '../../report/build.js';
import type { Exhibit, Section } from '../../report/page.js';
import type { ChipsPoint, ChipsRun } from '../../sim/chips.js';
import { readoutTrainings } from '../../sim/lifetime.js';
import type { TileVerdict } from '../../sim/spice/validate.js';
import { tinyMars, univariate } from '../models/builders.js';

/** `tinyMars` on PCM in 8×8 arrays, or on other hardware. */
export async function tinyProgram(changes: Partial<HardwareFile> = {}, name = 'tiny'): Promise<Program> {
  const file = { ...pcm256, array: { ...pcm256.array, rows: 8, columns: 8 }, ...changes };
  const hardware = resolveHardware(file, 'test', await loadUnits());
  const calibration = univariate('', ['', 0.1, 0.5, -0.3], ['', 1, -1]);
  return compile({ ...tinyMars(), name }, hardware, { seed: 7, calibration }).program;
}

/** A chip run in which accuracy falls by 0.1 from age to age, less with every remedy; chips differ by 0.02. */
export function agedChips(seeds: readonly number[], times: readonly number[] = [0, 3600]): ChipsRun {
  const points = (['none', 'global'] as const).flatMap((compensation, on) =>
    times.flatMap((time, age) =>
      readoutTrainings.map((readout, k): ChipsPoint => {
        const remedy = 2 * k + on;
        const accuracies = seeds.map((_, chip) => 0.9 - (0.1 * age) / (1 + remedy) - 0.02 * chip);
        return {
          ...{ time, compensation, readout, accuracies },
          mean: mean(accuracies),
          deviation: seeds.length > 1 ? sampleDeviation(accuracies) : 0,
          yield: accuracies.filter(accuracy => accuracy >= 0.89).length / seeds.length,
        };
      }),
    ),
  );
  return { seeds, reference: 0.975, wanted: 0.89, noiseSplit: 0.002, points };
}

export function verdict(name: string, worst: number, changes: Partial<TileVerdict> = {}): TileVerdict {
  const status = worst <= 1e-6 ? 'agrees' : 'differs';
  const where = { worst, worstColumn: 3, worstVector: 1 };
  return { name, rows: 8, cols: 4, vectors: 2, status, ...where, seconds: 0.5, ...changes };
}

export const failed = (name: string, message: string): TileVerdict =>
  verdict(name, Number.NaN, { status: 'failed', worstColumn: -1, worstVector: -1, message });

/** A whole report's input about the tiny program. */
export async function tinyInput(changes: Partial<ReportInput> = {}): Promise<ReportInput> {
  const program = changes.program ?? (await tinyProgram());
  return {
    program,
    version: '1.2.3',
    chips: agedChips([7, 8]),
    cost: estimate(program),
    verdicts: [verdict('encoder[0,0]', 2e-13), verdict('block1[0,0]', 7e-13)],
    dataName: 'drift-or-step',
    ...changes,
  };
}

/** The cells of the section's n-th table, as they are given. */
export function tableOf(section: Section, n = 0): readonly (readonly (string | number)[])[] {
  return section.exhibits.flatMap(shown => ('table' in shown ? [shown.table] : []))[n]!.rows;
}

export const svgsOf = ({ exhibits }: { readonly exhibits: readonly Exhibit[] }): string[] =>
  exhibits.flatMap(shown => ('svg' in shown ? [shown.svg] : []));

/** With plain blanks, as one writes it. */
export const plainBlanks = (text: string): string => text.replaceAll('\u00a0', ' ');
