const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A table in Markdown. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** A share in per cent with its deviation. */
export const points = ({ mean, deviation }: { readonly mean: number; readonly deviation: number }): string =>
  `${(100 * mean).toFixed(1)} ± ${(100 * deviation).toFixed(1)}`;
