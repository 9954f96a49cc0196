import type { FillReport } from '../compiler/placement/fill.js';
import type { Floorplan, Slot } from '../compiler/placement/floorplan.js';
import { categorical } from './svg/colour.js';
import { drawing, edge, figureWidth, header, type Key } from './svg/frame.js';
import { el, faint, ink, num, text, textWidth, tickSize } from './svg/text.js';

/** px of a slot, where there is room; the part of it that an array takes; and of the array the strips of its periphery. */
const [mostSlot, arrayPart, stripPart] = [150, 0.78, 0.07];
/** Products that the legend names. */
const mostNames = 24;
/** Arrays whose wires are drawn; of more they would hide everything. */
const mostWired = 64;
/** px of a slot from which numbers are legible in it. */
const numberedSlot = 34;
const strip = '#b8b8b8';

export interface FloorplanPicture {
  readonly title: string;
  /** Of one array. */
  readonly rows: number;
  readonly columns: number;
  readonly fill: FillReport;
  readonly plan: Floorplan;
}

/**
 * The arrays of a chip where they stand, what is used of each coloured by the product that it belongs to; drivers along the left
 * and converters along the bottom, neither to scale; wires from the arrays of a product to its adder tree (a dot), and dashed
 * from there to the trees of the products that read it.
 */
export function floorplanFigure({ title, rows, columns, fill, plan }: FloorplanPicture): string {
  const colours = new Map(fill.products.map(({ product }, k) => [product, categorical(k)]));
  const names = fill.products.slice(0, mostNames);
  const keys = names.map(
    ({ product }): Key => ({
      name: product,
      swatch: el('rect', { x: -8, y: -6, width: 16, height: 12, fill: colours.get(product)! }),
    }),
  );
  const more = fill.products.length - names.length;
  const head = header(more > 0 ? `${title} (and ${more} more products)` : title, keys);
  const slot = Math.min(mostSlot, (figureWidth - 2 * edge) / plan.columns);
  const left = edge + (figureWidth - 2 * edge - slot * plan.columns) / 2;
  const corner = ({ x, y }: Slot) => ({ x: left + x * slot, y: head.height + (plan.rows - 1 - y) * slot });
  const boxes = fill.arrays.map(({ array, blocks }) => {
    const at = corner(plan.slots[array]!);
    const outer = slot * arrayPart;
    const band = outer * stripPart;
    const [x, y] = [at.x + (slot - outer) / 2 + band, at.y + (slot - outer) / 2];
    const side = outer - band;
    const [wide, high] = [side / columns, side / rows];
    const cells = blocks.map(block =>
      el('rect', {
        x: x + block.firstColumn * wide,
        y: y + block.firstRow * high,
        width: block.columns * wide,
        height: block.rows * high,
        fill: colours.get(block.product)!,
      }),
    );
    const number = String(array);
    const place = { x: at.x + slot / 2, y: at.y + (slot - outer) / 2 - 4 };
    return (
      el('path', {
        d: `M${num(x - band)} ${num(y)}h${num(band)}v${num(side)}h${num(side)}v${num(band)}h${num(-outer)}z`,
        fill: strip,
      }) +
      el('rect', { x, y, width: side, height: side, fill: '#ffffff' }) +
      cells.join('') +
      el('rect', { x, y, width: side, height: side, fill: 'none', stroke: ink, 'stroke-width': 0.6 }) +
      (slot >= numberedSlot && textWidth(number, tickSize) < slot
        ? text(place.x, place.y, number, { anchor: 'middle' })
        : '')
    );
  });
  const centre = (at: Slot) => ({ x: corner(at).x + slot / 2, y: corner(at).y + slot / 2 });
  const wires = fill.arrays.length > mostWired ? '' : wiring(fill, plan, centre, colours, slot);
  const height = head.height + plan.rows * slot + 8;
  const description =
    'Arrays on a grid; coloured is what each product uses of them. Drivers stand along the left, converters along the bottom.';
  return drawing(title, description, height, head.svg + wires + boxes.join(''));
}

/** Wires in the gaps between the arrays: from each array of a product to its adder tree, and dashed to the trees of those that read it. */
function wiring(
  fill: FillReport,
  plan: Floorplan,
  centre: (at: Slot) => { readonly x: number; readonly y: number },
  colours: ReadonlyMap<string, string>,
  slot: number,
): string {
  const gap = (slot * (1 - arrayPart)) / 2;
  // Beside each other, so that wires of several products can be told apart.
  const shift = (k: number): number => slot / 2 - gap * (0.2 + 0.15 * (k % 5));
  const trees = plan.stages.map(({ at }, k) => ({ x: centre(at).x + shift(k), y: centre(at).y + shift(k) }));
  const drawn = plan.stages.map(({ name, readers }, k) => {
    const own = fill.arrays.filter(({ blocks }) => blocks.some(({ product }) => product === name));
    if (own.length === 0) return '';
    const { x: tx, y: ty } = trees[k]!;
    const stroke = { fill: 'none', stroke: colours.get(name) ?? faint, 'stroke-width': 1.2 };
    const toTree = own.map(({ array }) => {
      const { x, y } = centre(plan.slots[array]!);
      return `M${num(x)} ${num(y + shift(k))}H${num(tx)}V${num(ty)}`;
    });
    const onward = readers.map(reader => `M${num(tx)} ${num(ty)}H${num(trees[reader]!.x)}V${num(trees[reader]!.y)}`);
    return (
      el('path', { d: toTree.join(''), ...stroke }) +
      (onward.length > 0 ? el('path', { d: onward.join(''), ...stroke, 'stroke-dasharray': '3 3' }) : '') +
      el('circle', { cx: tx, cy: ty, r: 3, fill: stroke.stroke })
    );
  });
  return drawn.join('');
}
