import { reject } from '../../edge/error.js';
import { type MapSize, type MapWindow, positionsOf } from '../maps.js';
import { mostValues, type OnnxNode, shapeText, sizeOf } from './model.js';
import type { Shape } from './operation.js';

/** Maps of a value (channels, length) or (channels, rows, columns); a signal along one axis is a map of one row. */
export function mapsOf(shape: readonly number[], where: string): MapSize {
  if (shape.length !== 2 && shape.length !== 3)
    return reject(
      where,
      `reads values of the shape (batch, ${shape.join(', ')})`,
      'expected (batch, channels, length) or (batch, channels, rows, columns)',
    );
  const [channels, ...sides] = shape;
  return { channels: channels!, rows: sides.length === 1 ? 1 : sides[0]!, columns: sides.at(-1)! };
}

/** The shape of maps of as many axes as `like` has; InputError where they have more values than memory is for. */
export function shapeLike({ channels, rows, columns }: MapSize, like: readonly number[], where: string): Shape {
  const shape = like.length === 2 ? [channels, columns] : [channels, rows, columns];
  return sizeOf(shape) > mostValues
    ? reject(where, `yields values of the shape (batch, ${shape.join(', ')})`, `expected at most ${mostValues} values`)
    : shape;
}

/** Of a stride, a dilation or a padding. */
const mostPlaces = 2 ** 31 - 1;

/**
 * The window of a convolution or a pool of `kernel` values along each axis: strides, dilations, pads and auto_pad. InputError
 * for a number of numbers other than that of the axes, and for `ceil_mode` where it makes a window more.
 */
export function windowOf(node: OnnxNode, maps: MapSize, kernel: readonly number[], where: string): MapWindow {
  const axes = kernel.length;
  const numbers = (name: string, count: number, value: number, least: number): readonly number[] => {
    const found = node.attributes.get(name)?.ints ?? [];
    if (found.length === 0) return new Array<number>(count).fill(value);
    if (found.length !== count || found.some(n => n < least || n > mostPlaces))
      reject(
        `${where}: ${name}`,
        `found ${shapeText(found)}`,
        `expected ${count} numbers from ${least} to ${mostPlaces}`,
      );
    return found;
  };
  const two = (values: readonly number[], alone: number): readonly [number, number] =>
    axes === 1 ? [alone, values[0]!] : [values[0]!, values[1]!];
  const size = two(kernel, 1);
  const stride = two(numbers('strides', axes, 1, 1), 1);
  const dilation = two(numbers('dilations', axes, 1, 1), 1);
  const pads = numbers('pads', 2 * axes, 0, 0);
  const given = { padding: two(pads.slice(0, axes), 0), after: two(pads.slice(axes), 0) };
  const { padding, after } = padded(node, { size, stride, dilation }, maps, where) ?? given;
  const uneven = padding[0] !== after[0] || padding[1] !== after[1];
  const window: MapWindow = { size, stride, padding, dilation, ...(uneven && { after }) };
  if (node.attributes.get('ceil_mode')?.int === 1) refuseMore(window, maps, where);
  return window;
}

type Padding = { readonly padding: readonly [number, number]; readonly after: readonly [number, number] };

/** What auto_pad says of the padding: for "SAME" there is an output for every stride of the input. */
function padded(
  node: OnnxNode,
  { size, stride, dilation }: Pick<MapWindow, 'size' | 'stride' | 'dilation'>,
  { rows, columns }: MapSize,
  where: string,
): Padding | undefined {
  const auto = node.attributes.get('auto_pad')?.text ?? 'NOTSET';
  if (auto === 'NOTSET') return undefined;
  if (auto === 'VALID') return { padding: [0, 0], after: [0, 0] };
  if (auto !== 'SAME_UPPER' && auto !== 'SAME_LOWER')
    return reject(`${where}: auto_pad`, `found "${auto}"`, 'expected NOTSET, VALID, SAME_UPPER or SAME_LOWER');
  const all = ([rows, columns] as const).map((length, axis) => {
    const last = (Math.ceil(length / stride[axis]!) - 1) * stride[axis]! + (size[axis]! - 1) * dilation[axis]! + 1;
    return Math.max(last - length, 0);
  });
  const less = all.map(n => Math.floor(n / 2)) as [number, number];
  const more = all.map(n => Math.ceil(n / 2)) as [number, number];
  return auto === 'SAME_UPPER' ? { padding: less, after: more } : { padding: more, after: less };
}

/** InputError where a window that reaches beyond the padding would be one more, as `ceil_mode` has it. */
function refuseMore(window: MapWindow, maps: MapSize, where: string): void {
  const { padding, after = padding, stride } = window;
  const wider: MapWindow = { ...window, after: [after[0] + stride[0] - 1, after[1] + stride[1] - 1] };
  if (positionsOf(maps, wider).join() !== positionsOf(maps, window).join())
    reject(`${where}: ceil_mode`, 'found 1, which makes windows that reach beyond the padding', 'expected 0');
}
