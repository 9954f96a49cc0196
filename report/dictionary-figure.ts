import { reject } from '../edge/error.js';
import type { ImageSize } from '../models/network.js';
import { transformPlane } from '../numeric/fft.js';
import { type Matrix, maxAbs } from '../numeric/matrix.js';
import type { Rgb } from './svg/colour.js';
import { barGap, barWidth, colourBar } from './svg/colour-bar.js';
import { plain } from './svg/format.js';
import { type Box, drawing, edge, header } from './svg/frame.js';
import { indexedPng } from './svg/png.js';
import { linearScale } from './svg/scale.js';
import { el, labelSize, text } from './svg/text.js';

const gridWidth = 600;
/** Greys: 0 black, the middle for 0, 254 white; 255 is the paper between the atoms. */
const greys: readonly Rgb[] = Array.from({ length: 255 }, (_, i) => [i, i, i]);
const paper = 255;

/**
 * All atoms of a dictionary as small grey images in a grid: the coarsest in the first row, the finest in the last, and in each
 * row by the direction of their stripes. The grey of an atom's pixels says how large they are beside its own largest.
 * InputError where the atoms do not have the pixels of `image`.
 */
export function dictionaryFigure(title: string, atoms: Matrix, image: ImageSize): string {
  const { rows, columns } = image;
  if (atoms.cols !== rows * columns)
    reject(`figure "${title}"`, `found atoms of ${atoms.cols} pixels`, `expected ${rows}×${columns}`);
  const across = Math.ceil(Math.sqrt(atoms.rows));
  const down = Math.ceil(atoms.rows / across);
  const [width, height] = [across * (columns + 1) + 1, down * (rows + 1) + 1];
  const pixels = new Uint8Array(width * height).fill(paper);
  inOrder(atoms, image, across).forEach((atom, k) => {
    const corner = { top: 1 + Math.floor(k / across) * (rows + 1), left: 1 + (k % across) * (columns + 1) };
    greysOf(atoms.data.subarray(atom * atoms.cols, (atom + 1) * atoms.cols)).forEach((grey, at) => {
      pixels[(corner.top + Math.floor(at / columns)) * width + corner.left + (at % columns)] = grey;
    });
  });
  const head = header(title, []);
  const box: Box = { left: edge, top: head.height, width: gridWidth, height: (gridWidth * height) / width };
  const png = Buffer.from(indexedPng(width, height, pixels, [...greys, [255, 255, 255]])).toString('base64');
  const picture = el('image', {
    ...{ x: box.left, y: box.top, width: box.width, height: box.height },
    preserveAspectRatio: 'none',
    style: 'image-rendering:pixelated',
    href: `data:image/png;base64,${png}`,
  });
  const scale = { label: 'Pixel, beside the largest of its atom', scale: linearScale(-1, 1, '', { tight: true }) };
  const barHeight = Math.min(box.height, 240);
  const bar = { left: box.left + box.width + barGap, top: box.top, width: barWidth, height: barHeight };
  const words = `${atoms.rows} atoms of ${rows}×${columns} pixels, coarse above, fine below, in each row by direction`;
  const bottom = box.top + Math.max(box.height, barHeight) + labelSize + 5;
  return drawing(
    title,
    `${words}. Mean spatial frequency: ${frequencies(atoms, image)} cycles per pixel.`,
    bottom + 2 * edge,
    head.svg + picture + colourBar(scale, greys, bar) + text(edge, bottom, words, { size: labelSize }),
  );
}

/** From −1 to 1 beside the largest magnitude, as greys. */
function greysOf(atom: Float64Array): Float64Array {
  const largest = maxAbs(atom);
  return atom.map(value => Math.round(127 * (1 + (largest > 0 ? value / largest : 0))));
}

/** Atoms sorted by frequency, and then in rows of so many by direction. */
function inOrder(atoms: Matrix, image: ImageSize, across: number): number[] {
  const waves = wavesOf(atoms, image);
  const order = [...waves.keys()].sort((a, b) => waves[a]!.frequency - waves[b]!.frequency);
  const rows = Array.from({ length: Math.ceil(order.length / across) }, (_, k) =>
    order.slice(k * across, (k + 1) * across),
  );
  return rows.flatMap(row => row.sort((a, b) => waves[a]!.direction - waves[b]!.direction));
}

function frequencies(atoms: Matrix, image: ImageSize): string {
  const all = wavesOf(atoms, image).map(({ frequency }) => frequency);
  return `${plain(Math.min(...all), 2)} to ${plain(Math.max(...all), 2)}`;
}

/** The mean spatial frequency (cycles per pixel) of an image, weighted by power, and the direction (rad) of its waves. */
interface Wave {
  readonly frequency: number;
  readonly direction: number;
}

function wavesOf(atoms: Matrix, { rows, columns }: ImageSize): Wave[] {
  return Array.from({ length: atoms.rows }, (_, k) => {
    const re = atoms.data.slice(k * atoms.cols, (k + 1) * atoms.cols);
    const im = new Float64Array(re.length);
    transformPlane(re, im, rows, columns);
    const sum = { power: 0, frequency: 0, along: 0, across: 0 };
    for (let at = 0; at < re.length; at++) {
      const power = re[at]! ** 2 + im[at]! ** 2;
      const fy = signed(Math.floor(at / columns), rows);
      const fx = signed(at % columns, columns);
      sum.power += power;
      sum.frequency += power * Math.hypot(fx, fy);
      sum.along += power * (fx * fx - fy * fy);
      sum.across += 2 * power * fx * fy;
    }
    return { frequency: sum.frequency / sum.power, direction: Math.atan2(sum.across, sum.along) / 2 };
  });
}

/** Cycles per pixel of the k-th of n frequencies, from −½ on. */
const signed = (k: number, n: number): number => (2 * k < n ? k : k - n) / n;
