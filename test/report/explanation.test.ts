import test from 'ava';
import { evaluate, type Unit } from 'mathjs';
import { estimate, explainedParts, type PresetCost } from '../../compiler/cost/estimate.js';
import {
  bare,
  constant,
  difference,
  type Figure,
  named,
  product,
  ratio,
  square,
  sum,
} from '../../compiler/cost/figure.js';
import { areaParts, energyParts } from '../../compiler/cost/part-figures.js';
import { peripheralNames } from '../../compiler/cost/peripherals.js';
import type { Program } from '../../compiler/program-record.js';
import { explained, explanationBlocks, written } from '../../report/explanation.js';
import { chip, hardware, mars, pcm, randomSeries, verified, volatileUnits } from '../compiler/builders.js';
import { coderChip } from '../sim/coders.js';

/** A line of an explanation as a calculator that nobody here wrote reads it. */
function calculated(line: string): number {
  const typed = line
    .replaceAll(/((?<![\w.])-?\d[\d.]*(?:e[-+]?\d+)?) ([a-zA-ZµΩ][\wΩ²]*|1\/[a-zA-Z]+)(?![\w(])/g, '($1 $2)')
    .replaceAll('1/s', 's^-1')
    .replaceAll('1/K', 'K^-1')
    .replaceAll('²', '^2')
    .replaceAll('µ', 'u')
    .replaceAll('Ω', 'ohm')
    .replaceAll('×', '*')
    .replaceAll('−', '-')
    .replaceAll('ln(', 'log(');
  const value = evaluate(typed) as number | Unit;
  return typeof value === 'number' ? value : value.toSI().toNumber();
}

/** The figures that the text gives, by name; every step is recomputed from the numbers that stand in it. */
function recomputed(
  blocks: readonly string[],
  near: (a: number, b: number, about: string) => void,
): Map<string, number> {
  const known = new Map<string, number>();
  for (const block of blocks) {
    const [head, ...steps] = block.replaceAll(/\n {6}/g, ' ').split('\n  = ') as [string, ...string[]];
    if (steps.length === 0) {
      const [, name, value] = /^(.*?) = (.*?) {2}\[.+\]$/.exec(head)!;
      known.set(name!, calculated(value!));
      continue;
    }
    const values = steps.slice(1).map(calculated);
    for (const value of values) near(value, values.at(-1)!, block);
    known.set(head, values.at(-1)!);
  }
  return known;
}

/** What the tables say of a part. */
const told = ({ energy, area, latency, writing }: PresetCost): Record<string, number | undefined> => ({
  ...Object.fromEntries(energyParts.map(part => [`energy(${part})`, energy[part]])),
  ...Object.fromEntries([...areaParts, 'total' as const].map(part => [`area(${part})`, area[part]])),
  'latency(inference)': latency.inference,
  'latency(interval)': latency.interval,
  ...Object.fromEntries(latency.stages.map(stage => [`latency(${stage.name})`, stage.latency])),
  'writing.energy': writing?.energy,
  'writing.seconds': writing?.seconds,
  'writing.longestArray': writing?.longestArray,
});

const eightBits = { adc: { bits: 8 }, dac: { bits: 8 } } as const;
const programs: Record<string, () => Program> = {
  'MARS on small arrays': () => {
    const on = { ...eightBits, device: pcm(), array: { rows: 8, columns: 8, wordLineResistance: 2 } };
    const floorplan = { overhead: 0.3, source: 'test' };
    const whole = hardware({ ...on, read: { average: 3 }, temperature: 300, peripherals: peripheralNames });
    return chip(mars({ units: 9 }), { ...whole, floorplan }, randomSeries([30, 11]));
  },
  'volatile devices': () => chip(mars(), hardware({ ...eightBits, recurrence: volatileUnits() }), randomSeries([9])),
  'a coder that settles as a circuit': () => coderChip(4, 5, {}, eightBits).program,
  'written with pulses': () =>
    chip(mars({ units: 3 }), hardware({ ...eightBits, device: { ...pcm(), writing: verified() } }), randomSeries([5])),
};

for (const [name, program] of Object.entries(programs))
  test(`${name}: the numbers of every explanation give the figures of the tables`, t => {
    const near = (a: number, b: number, about: string): void => {
      // Twelve digits of each number, and exponents of 10 that take three of them.
      t.true(Math.abs(a - b) <= 1e-9 * Math.abs(b), `${about}: ${a} is not ${b}`);
    };
    let compared = 0;
    for (const preset of estimate(program()).presets) {
      const figures = told(preset);
      for (const part of explainedParts) {
        const found = recomputed(explanationBlocks(preset.figures[part]), near);
        for (const { name } of preset.figures[part]) {
          t.true(found.has(name), name);
          if (figures[name] === undefined) continue;
          near(found.get(name)!, figures[name], `${preset.peripherals} ${name}`);
          compared++;
        }
      }
    }
    t.true(compared >= 20);
  });

test('a figure that stands in a formula has a line of its own, and every constant its source', t => {
  const [preset] = estimate(programs['MARS on small arrays']!()).presets;
  for (const part of explainedParts) {
    const lines = explained(preset!.figures[part]);
    const names = lines.map(({ name }) => name);
    t.is(new Set(names).size, names.length);
    for (const { name, formula, source } of lines) {
      t.true((formula === '') !== (source === ''), name);
      for (const [used] of formula.matchAll(/[a-z]+[A-Za-z]*\.[A-Za-z.]+(?:\([^)]*\))?/g)) t.true(names.includes(used), used); // biome-ignore format: one thing
    }
  }
});

test('a name stands for one figure, whatever the preset', t => {
  for (const { peripherals, figures } of estimate(programs['MARS on small arrays']!()).presets) {
    const values = new Map<string, number>();
    const visit = ({ name, value, formula }: Figure): void => {
      if (name !== '') t.is(values.get(name) ?? value, value, `${peripherals}: ${name}`);
      values.set(name, value);
      for (const part of formula?.of ?? []) visit(part);
    };
    for (const figure of explainedParts.flatMap(part => figures[part])) visit(figure);
  }
});

const volt = constant('v', 0.2, 'V', 'a paper');
const text = (figure: Figure): string => explanationBlocks([named('y', '', figure)])[0]!;

test('brackets stand where they must, and only there', t => {
  const three = bare(3);
  t.is(text(product(sum(bare(1), three), three)), 'y\n  = (1 + 3) × 3\n  = 12');
  t.is(text(sum(product(bare(1), three), three)), 'y\n  = 1 × 3 + 3\n  = 6');
  t.is(text(difference(three, difference(bare(2), bare(1)))), 'y\n  = 3 − (2 − 1)\n  = 2');
  t.is(text(ratio(three, product(bare(2), bare(4)))), 'y\n  = 3 / (2 × 4)\n  = 0.375');
  t.is(text(square(volt)), 'y\n  = (v)²\n  = (200 mV)²\n  = 0.04');
});

test('numbers are written in full', t => {
  t.is(written(1.67e-12, 'J'), '1.67 pJ');
  t.is(written(7200, 's'), '7.2 ks');
  t.is(written(1 / 3, ''), '0.333333333333');
  t.is(written(0, 'J'), '0 J');
  t.is(written(0.072341, 'V²'), '0.072341 V²');
});
