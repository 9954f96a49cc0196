import type { CrossbarArray } from '../crossbar/array.js';
import type { TerminalVoltages } from '../crossbar/line-system.js';
import type { ArraySolution } from '../crossbar/solution.js';
import { figureWidth } from './svg/frame.js';
import { heatMap } from './svg/heatmap.js';
import { el } from './svg/text.js';

/** Maps of one solution of an array: the voltage across its cells, and the currents in its word lines and bit lines. */
export function arrayMaps(array: CrossbarArray, volts: TerminalVoltages, solution: ArraySolution): string[] {
  const { rows, cols } = array;
  const across = solution.wordVoltage.map((volt, k) => volt - solution.bitVoltage[k]!);
  const size = `${rows} word lines by ${cols} bit lines`;
  const lost = across.map((volt, k) => volts.word[Math.floor(k / cols)]! - volts.bit[k % cols]! - volt);
  const map = (title: string, values: Float64Array, label: string, unit: string): string => {
    const signed = values.some(value => value < 0) && values.some(value => value > 0);
    return heatMap({
      title,
      description: `${title}, ${size}.`,
      rows,
      cols,
      values,
      label,
      unit,
      palette: signed ? 'diverging' : 'sequential',
    });
  };
  return [
    map('Voltage across the cells', across, 'Voltage', 'V'),
    map('Voltage lost on the wires', lost, 'Voltage', 'V'),
    map('Current in the word lines, away from the driver', solution.wordCurrent, 'Current', 'A'),
    map('Current in the bit lines, towards the sense end', solution.bitCurrent, 'Current', 'A'),
  ];
}

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
