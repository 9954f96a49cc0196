import { textWidth } from '../../report/svg/text.js';

export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (XmlNode | string)[];
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Parses strictly well-formed XML as the project writes it (no CDATA, no comments); throws where it is not. */
export function parseXml(source: string): XmlNode {
  const body = source.replace(/^<!DOCTYPE html>\n/, '').trim();
  const top: XmlNode = { name: '', attributes: {}, children: [] };
  const open = [top];
  const token = /<\/([\w:-]+)>|<([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  let end = 0;
  for (const match of body.matchAll(token)) {
    end = match.index + match[0].length;
    const [, closing, opening, attributes, empty, text] = match;
    if (closing) {
      const last = open.pop()!;
      if (last.name !== closing) throw new Error(`</${closing}> closes <${last.name}>`);
    } else if (opening) {
      const pairs = [...attributes!.matchAll(/([\w:-]+)="([^"]*)"/g)].map(
        pair => [pair[1]!, decoded(pair[2]!)] as const,
      );
      const node = { name: opening, attributes: Object.fromEntries(pairs), children: [] };
      if (pairs.length > Object.keys(node.attributes).length) throw new Error(`<${opening}> repeats an attribute`);
      open.at(-1)!.children.push(node);
      if (!empty) open.push(node);
    } else open.at(-1)!.children.push(decoded(text!));
  }
  if (end !== body.length) throw new Error(`not XML at ${JSON.stringify(body.slice(end, end + 60))}`);
  const [root] = top.children;
  if (open.length !== 1 || top.children.length !== 1 || typeof root !== 'object') throw new Error('not one element');
  return root;
}

function decoded(text: string): string {
  return text.replace(/&([^;]*;?)/g, (all, name: string) => {
    const letter = entities[name.slice(0, -1)];
    if (letter === undefined) throw new Error(`unknown entity ${all.slice(0, 12)}`);
    return letter;
  });
}

/** All elements of a name, in order. */
export function elements(node: XmlNode, name: string): XmlNode[] {
  const inside = node.children.flatMap(child => (typeof child === 'string' ? [] : elements(child, name)));
  return node.name === name ? [node, ...inside] : inside;
}

/** The words in an element. */
export function words(node: XmlNode): string {
  return node.children.map(child => (typeof child === 'string' ? child : words(child))).join('');
}

type Corner = readonly [x: number, y: number];

interface PlacedText {
  readonly words: string;
  readonly corners: readonly Corner[];
}

/** Where letters overlap or leave the picture, in words; empty if all is well. */
export function crowding(svg: string): string[] {
  const root = parseXml(svg);
  const [, , width, height] = root.attributes.viewBox!.split(' ').map(Number) as [number, number, number, number];
  const texts = placedTexts(root, [0, 0]);
  const cut = texts.filter(({ corners }) => corners.some(([x, y]) => x < 0 || y < 0 || x > width || y > height));
  const pairs = texts.flatMap((a, i) =>
    texts
      .slice(i + 1)
      .filter(b => overlap(a.corners, b.corners))
      .map(b => [a, b]),
  );
  return [
    ...cut.map(text => `"${text.words}" leaves the picture`),
    ...pairs.map(([a, b]) => `"${a!.words}" overlaps "${b!.words}"`),
  ];
}

function placedTexts(node: XmlNode, origin: Corner): PlacedText[] {
  if (node.name === 'text') return [placed(node, origin)];
  const [, dx = 0, dy = 0] = /^translate\((\S+) (\S+)\)$/.exec(node.attributes.transform ?? '')?.map(Number) ?? [];
  return node.children.flatMap(child =>
    typeof child === 'string' ? [] : placedTexts(child, [origin[0] + dx, origin[1] + dy]),
  );
}

/** The box of the letters: 0.75 font sizes above the baseline, 0.2 below. */
function placed(node: XmlNode, origin: Corner): PlacedText {
  const [x, y, size] = ['x', 'y', 'font-size'].map(key => Number(node.attributes[key])) as [number, number, number];
  const width = textWidth(words(node), size, node.attributes['font-weight'] !== undefined);
  const share = { middle: 0.5, end: 1 }[node.attributes['text-anchor'] ?? ''] ?? 0;
  const left = x - share * width;
  const box: Corner[] = [
    [left, y - 0.75 * size],
    [left + width, y - 0.75 * size],
    [left + width, y + 0.2 * size],
    [left, y + 0.2 * size],
  ];
  const turn = /^rotate\((\S+) (\S+) (\S+)\)$/
    .exec(node.attributes.transform ?? '')
    ?.slice(1)
    .map(Number) ?? [0, 0, 0];
  const [degrees, cx, cy] = turn as [number, number, number];
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const corners = box.map(([px, py]): Corner => {
    const [rx, ry] = [px - cx, py - cy];
    return [origin[0] + cx + rx * cos - ry * sin, origin[1] + cy + rx * sin + ry * cos];
  });
  return { words: words(node), corners };
}

/** Two rectangles overlap unless an edge of one of them separates them. */
function overlap(a: readonly Corner[], b: readonly Corner[]): boolean {
  return [a, b].every(rectangle =>
    [0, 1].every(i => {
      const [from, to] = [rectangle[i]!, rectangle[i + 1]!];
      const along = ([x, y]: Corner): number => x * (to[0] - from[0]) + y * (to[1] - from[1]);
      const [as, bs] = [a.map(along), b.map(along)];
      return Math.max(...as) > Math.min(...bs) && Math.max(...bs) > Math.min(...as);
    }),
  );
}
