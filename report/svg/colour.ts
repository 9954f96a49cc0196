/** An 8-bit sRGB colour. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Okabe & Ito (2008), "Color Universal Design": eight colours that every kind of colour vision tells apart. */
const okabeIto = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#333333', '#f0e442'] as const;

/** The colour of the i-th series or part; from the ninth on, paler versions of the same. */
export function categorical(i: number): string {
  const base = okabeIto[i % okabeIto.length]!;
  return i < okabeIto.length ? base : hex(mix(parse(base), [255, 255, 255], 0.55));
}

/**
 * Colour maps as control points at equal distances: viridis (Smith & van der Walt 2015), perceptually uniform and
 * readable in grey; and blue–white–red (ColorBrewer RdBu reversed) for signed values.
 */
const controlPoints = {
  sequential: [
    '#440154',
    '#482878',
    '#3e4989',
    '#31688e',
    '#26828e',
    '#1f9e89',
    '#35b779',
    '#6ece58',
    '#b5de2b',
    '#fde725',
  ],
  diverging: [
    '#053061',
    '#2166ac',
    '#4393c3',
    '#92c5de',
    '#d1e5f0',
    '#f7f7f7',
    '#fddbc7',
    '#f4a582',
    '#d6604d',
    '#b2182b',
    '#67001f',
  ],
} as const;

export type Palette = keyof typeof controlPoints;

/** The colour at `position` from 0 to 1. */
export function colourAt(palette: Palette, position: number): Rgb {
  const points = controlPoints[palette];
  const place = Math.min(Math.max(position, 0), 1) * (points.length - 1);
  const i = Math.min(Math.floor(place), points.length - 2);
  return mix(parse(points[i]!), parse(points[i + 1]!), place - i);
}

export const hex = (colour: Rgb): string => `#${colour.map(channel => channel.toString(16).padStart(2, '0')).join('')}`;

const parse = (text: string): Rgb => [1, 3, 5].map(i => Number.parseInt(text.slice(i, i + 2), 16)) as unknown as Rgb;

const mix = (a: Rgb, b: Rgb, share: number): Rgb =>
  a.map((channel, i) => Math.round(channel + (b[i]! - channel) * share)) as unknown as Rgb;
