import { reject } from '../edge/error.js';
import { quantity } from './svg/format.js';
import { escapeXml } from './svg/text.js';

/** Rows of words and numbers; a number is in the SI unit of its column (`%`: a fraction). */
export interface Table {
  readonly columns: readonly { readonly name: string; readonly unit?: string }[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** As HTML, numbers to the right and readable: "12.5 µS". InputError where a row is not as long as the head. */
export function tableHtml(table: Table): string {
  const numeric = numericColumns(table);
  const row = (cells: readonly string[], tag: 'th' | 'td'): string => {
    const written = cells.map((cell, i) => `<${tag}${numeric[i] ? ' class="number"' : ''}>${escapeXml(cell)}</${tag}>`);
    return `<tr>${written.join('')}</tr>`;
  };
  const head = row(
    table.columns.map(column => column.name),
    'th',
  );
  const body = written(table).map(cells => row(cells, 'td'));
  return `<table><thead>${head}</thead><tbody>\n${body.join('\n')}\n</tbody></table>`;
}

/** As plain text for a terminal, columns aligned, without a newline at the end. */
export function tableText(table: Table): string {
  const numeric = numericColumns(table);
  const lines = [table.columns.map(column => column.name), ...written(table)];
  const widths = table.columns.map((_, i) => Math.max(...lines.map(cells => [...cells[i]!].length)));
  lines.splice(
    1,
    0,
    widths.map(width => '─'.repeat(width)),
  );
  const pad = (cell: string, i: number): string => {
    const space = ' '.repeat(widths[i]! - [...cell].length);
    return numeric[i] ? space + cell : cell + space;
  };
  return lines.map(cells => cells.map(pad).join('  ').trimEnd()).join('\n');
}

/** As CSV (RFC 4180) with the units in the head, `energy [J]`, and every number in full. */
export function tableCsv(table: Table): string {
  const quote = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);
  const head = table.columns.map(column =>
    column.unit && column.unit !== '%' ? `${column.name} [${column.unit}]` : column.name,
  );
  const lines = [head, ...checked(table).map(row => row.map(String))];
  return lines.map(cells => `${cells.map(quote).join(',')}\r\n`).join('');
}

const written = (table: Table): string[][] =>
  checked(table).map(row =>
    row.map((cell, i) => (typeof cell === 'number' ? quantity(cell, table.columns[i]!.unit ?? '') : cell)),
  );

const numericColumns = (table: Table): boolean[] =>
  table.columns.map((_, i) => table.rows.length > 0 && table.rows.every(row => typeof row[i] === 'number'));

function checked(table: Table): Table['rows'] {
  table.rows.forEach((row, i) => {
    const where = `table row ${i}`;
    if (row.length !== table.columns.length)
      reject(where, `found ${row.length} cells`, `expected ${table.columns.length}`);
    const bad = row.findIndex(cell => typeof cell === 'number' && !Number.isFinite(cell));
    if (bad >= 0) reject(`${where}, "${table.columns[bad]!.name}"`, `found ${row[bad]}`, 'expected a finite number');
  });
  return table.rows;
}
