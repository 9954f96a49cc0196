import test from 'ava';
import type { NeuronTrace } from '../../models/spiking/trace.js';
import { matrix } from '../../numeric/matrix.js';
import { membraneFigure, tellingNeurons, tellingSteps } from '../../report/membrane-figure.js';
import { rasterFigure } from '../../report/raster-figure.js';
import { scoreFigures } from '../../report/score-figures.js';
import type { SpikeTrace } from '../../sim/spike-trace.js';
import { li, lif, of } from '../models/spiking/builders.js';
import { crowding, elements, parseXml, words } from './xml.js';

/** A layer that spikes as its lines say, time to the right, with membranes of 0.5 and 1.5 about thresholds of 1. */
function layer(...lines: readonly string[]): NeuronTrace {
  const [width, steps] = [lines.length, lines[0]!.length];
  const spikes = Float64Array.from({ length: steps * width }, (_, k) =>
    lines[k % width]![Math.floor(k / width)] === '|' ? 1 : 0,
  );
  return {
    ...{ name: 'hidden', neuron: lif({ timeConstant: new Float64Array(width).fill(7) }) },
    outputs: matrix(steps, width, spikes),
    membranes: matrix(steps, width, spikes.map(z => z + 0.5)),
    thresholds: matrix(steps, width, new Float64Array(steps * width).fill(1)),
  }; // biome-ignore format: one thing
}
const all = { first: 0, count: 6 };
const texts = (svg: string): string[] => elements(parseXml(svg), 'text').map(words);
const strokesOf = (svg: string, colour: string): string | undefined =>
  elements(parseXml(svg), 'path').find(({ attributes }) => attributes.stroke === colour && attributes['stroke-width'] === '0.8')?.attributes.d; // biome-ignore format: one thing

test('a raster tells spikes of both from those of one', t => {
  const svg = rasterFigure(layer('.|.|..', '......'), layer('.||...', '.....|'), all);
  t.is(strokesOf(svg, '#222222'), 'M1 0h1');
  t.is(strokesOf(svg, '#0072b2'), 'M3 0h1');
  t.is(strokesOf(svg, '#d55e00'), 'M2 0h1M5 1h1');
  t.deepEqual(texts(svg).slice(0, 4), ['hidden: spikes', 'float64 and chip', 'float64 only', 'chip only']);
});

test('without a chip there is one colour; of a part of the steps only these are drawn', t => {
  const svg = rasterFigure(layer('.|.|..'), undefined, { first: 2, count: 3 });
  t.is(strokesOf(svg, '#222222'), 'M1 0h1');
  t.false(svg.includes('chip'));
});

test('of very many neurons the first ones are shown, and it says so', t => {
  const many = layer(...Array.from({ length: 300 }, () => '.|....'));
  t.true(texts(rasterFigure(many, undefined, all))[0]!.includes('the first 240 of 300 neurons'));
});

test('a fixed threshold is a line across, one that moves a curve of each system', t => {
  const fixed = membraneFigure(layer('.|.|..'), layer('.|....'), 0, all);
  t.deepEqual(texts(fixed).slice(0, 4), ['hidden: membrane of neuron 0', 'float64', 'chip', 'threshold']);
  const moved = (by: number): NeuronTrace => {
    const own = layer('.|.|..');
    return { ...own, thresholds: matrix(6, 1, own.membranes.data.map((v, k) => v + by * k)) }; // biome-ignore format: one thing
  };
  const names = texts(membraneFigure(moved(1), moved(2), 0, all));
  t.deepEqual(names.slice(1, 5), ['float64', 'chip', 'threshold, float64', 'threshold, chip']);
  t.deepEqual(crowding(fixed), []);
});

test('neurons that yield values have neither threshold nor ticks', t => {
  const { thresholds: _, ...values } = layer('.|.|..');
  const svg = membraneFigure({ ...values, neuron: li(5) }, undefined, 0, all);
  t.is(texts(svg)[0], 'hidden: value of neuron 0');
  t.false(svg.includes('threshold'));
});

test('neurons that differ come before those that spike most', t => {
  const reference = layer('||||||', '.|....', '......', '|||...');
  t.deepEqual(tellingNeurons(reference, undefined, 2), [0, 3]);
  t.deepEqual(tellingNeurons(reference, layer('||||||', '......', '|.|...', '|||...'), 3), [0, 1, 2]);
});

test('the steps shown begin a little before the first difference, or the first spike', t => {
  const quiet = '.'.repeat(400);
  const with300 = `${'.'.repeat(300)}|${'.'.repeat(99)}`;
  const with100 = `${'.'.repeat(100)}|${'.'.repeat(299)}`;
  t.deepEqual(tellingSteps(layer(with100), undefined, 0), { first: 80, count: 200 });
  t.deepEqual(tellingSteps(layer(with100), layer(quiet), 0), { first: 80, count: 200 });
  t.deepEqual(tellingSteps(layer(with300), layer(quiet), 0), { first: 200, count: 200 });
  t.deepEqual(tellingSteps(layer(quiet), layer(quiet), 0), { first: 0, count: 200 });
  t.deepEqual(tellingSteps(layer('..|'), undefined, 0), { first: 0, count: 3 });
});

const scored = (labels?: readonly number[]): SpikeTrace => ({
  classes: ['rest', 'beat'],
  series: { values: of(0, 0, 0), length: 3, label: -1, ...(labels && { labels: Int32Array.from(labels) }) },
  reference: { layers: [], scores: matrix(3, 2, of(1, 0, 0, 1, 0, 1)) },
  chip: { layers: [], scores: matrix(3, 2, of(1, 0, 1, 0, 0, 1)) },
});

test('classes are strips beside the labels, in the colours of the classes', t => {
  const steps = { first: 0, count: 3 };
  const [strips, scores] = scoreFigures(scored([0, 0, 1]), steps);
  t.is(strokesOf(strips!, '#0072b2'), 'M0 0h2M0 1h1M0 2h2');
  t.is(strokesOf(strips!, '#d55e00'), 'M2 0h1M1 1h2M2 2h1');
  t.true(['label', 'float64', 'chip', 'rest', 'beat'].every(name => texts(strips!).includes(name)));
  t.is(texts(scores!)[0], 'Class scores on the chip');
  t.false(texts(scoreFigures(scored(), steps)[0]!).includes('label'));
});

test('there are none of one score for the series', t => {
  const { reference, chip: _, ...rest } = scored();
  t.deepEqual(scoreFigures({ ...rest, reference: { ...reference, scores: matrix(1, 2) } }, all), []);
});
