import { figureWidth } from './frame.js';
import { el } from './text.js';

/** Several figures below each other as one. */
export function stacked(title: string, figures: readonly string[]): string {
  const gap = 24;
  let top = 0;
  const placed = figures.map(figure => {
    const height = Number(/ height="([\d.]+)"/.exec(figure)?.[1]);
    const svg = figure.replace('<svg ', `<svg y="${top}" `);
    top += height + gap;
    return svg;
  });
  const height = top - gap;
  return el(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${figureWidth} ${height}`,
      width: figureWidth,
      height,
      role: 'img',
    },
    el('title', {}, title) + el('rect', { width: figureWidth, height, fill: '#ffffff' }) + placed.join(''),
  );
}
