/** The smallest pieces of a drawing: elements, escaped text, and how wide that text will be. */

export const fontStack = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
export const ink = '#222222';
export const faint = '#dddddd';
/** Font sizes in px. */
export const titleSize = 15;
export const labelSize = 12.5;
export const tickSize = 11.5;
/** Distance of two baselines, in font sizes. */
export const leading = 1.3;

/** Safe as XML or HTML text and as an attribute; characters that XML forbids become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n]|[\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** A coordinate: two decimals are finer than any screen, and keep drawings alike on every machine. */
export const num = (value: number): string => String(Math.round(value * 100) / 100 + 0);

/** One element. Attributes are escaped, `children` are markup already. */
export function el(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  children = '',
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? num(value) : escapeXml(value!)}"`)
    .join('');
  return children ? `<${name}${written}>${children}</${name}>` : `<${name}${written}/>`;
}

export interface TextStyle {
  readonly anchor?: 'middle' | 'end';
  readonly size?: number;
  readonly bold?: boolean;
  /** Degrees about the anchor point. */
  readonly rotate?: number;
}

/** Text in one or more lines, the first baseline at (x, y). */
export function text(x: number, y: number, lines: string | readonly string[], style: TextStyle = {}): string {
  const size = style.size ?? tickSize;
  const attributes = {
    'font-size': size,
    'font-weight': style.bold ? 600 : undefined,
    'text-anchor': style.anchor,
    transform: style.rotate ? `rotate(${num(style.rotate)} ${num(x)} ${num(y)})` : undefined,
  };
  return [lines]
    .flat()
    .map((line, i) => el('text', { x, y: y + i * size * leading, ...attributes }, escapeXml(line)))
    .join('');
}

/**
 * The width of a line in px, on the generous side: no font metrics are at hand, so the widths are those of the widest
 * common interface font (DejaVu Sans), by class of letter.
 */
export function textWidth(line: string, size: number, bold = false): number {
  let ems = 0;
  for (const letter of line) {
    if (/[ ijlI.,:;|'!]/.test(letter)) ems += 0.33;
    else if (/[frt()[\]/"⁰¹²³⁴-⁹⁻-]/.test(letter)) ems += 0.43;
    else if (/[mwMW%@—…]/.test(letter)) ems += 0.97;
    else if (/[⺀-鿿가-힯＀-￯\u{1F000}-\u{1FAFF}]/u.test(letter)) ems += 1.05;
    else if (/[<>=+−×≤≥~]/.test(letter)) ems += 0.85;
    else if (/\p{Lu}/u.test(letter)) ems += 0.77;
    else ems += 0.64;
  }
  return ems * size * (bold ? 1.1 : 1);
}

/** The lines of a text that are not wider than `width` px; breaks a word only where it alone is too wide. */
export function wrap(words: string, width: number, size: number, bold = false): string[] {
  const fits = (line: string): boolean => textWidth(line, size, bold) <= width;
  const lines: string[] = [];
  let line = '';
  for (let word of words.split(/\s+/)) {
    if (line && fits(`${line} ${word}`)) {
      line += ` ${word}`;
      continue;
    }
    if (line) lines.push(line);
    while (!fits(word) && word.length > 1) {
      let end = word.length - 1;
      while (end > 1 && !fits(word.slice(0, end))) end--;
      lines.push(word.slice(0, end));
      word = word.slice(end);
    }
    line = word;
  }
  return line ? [...lines, line] : lines;
}
