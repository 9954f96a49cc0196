// Validates one tile in the browser: the same modules as under Node, laid out by scripts/browser.mjs.
import { crossbarArray } from '../../crossbar/array.js';
import { solveOutputs } from '../../crossbar/line-pcg.js';
import { messageOf } from '../../edge/error.js';
import { kernels } from '../../kernels/instance.js';
import { randomStream } from '../../numeric/random.js';
import { type TileJob, type TileVerdict, validateTiles } from '../../sim/spice/validate.js';

/** Cells of 1 to 25 µS, wires of 0.35 Ω per cell, reads of ±0.2 V. */
function randomTile(rows: number, cols: number, reads: number): TileJob {
  const [cell, read] = [randomStream(1, 'cell'), randomStream(1, 'read')];
  const conductance = Float64Array.from({ length: rows * cols }, (_, k) => 1e-6 + 24e-6 * cell.uniform(k));
  const array = crossbarArray(rows, cols, conductance, { wordLine: 0.35, bitLine: 0.35 });
  const vectors = Array.from({ length: reads }, (_, k) =>
    Float64Array.from({ length: rows }, (_, i) => 0.4 * read.uniform(k * rows + i) - 0.2),
  );
  const expected = vectors.map(word => solveOutputs(array, { word, bit: new Float64Array(cols) }).outputs);
  return { name: `${rows}×${cols}`, circuit: { title: 'in a browser', array, vectors, expected } };
}

const form = document.querySelector('form')!;
const [answer, state] = ['answer', 'state'].map(id => document.getElementById(id)!) as [HTMLElement, HTMLElement];

function show(rows: readonly (readonly [name: string, value: string])[]): void {
  answer.replaceChildren(
    ...rows.map(row => {
      const line = document.createElement('tr');
      line.append(
        ...row.map((text, k) => Object.assign(document.createElement(k === 0 ? 'th' : 'td'), { textContent: text })),
      );
      return line;
    }),
  );
}

function rowsOf(verdict: TileVerdict, solving: number): [string, string][] {
  return [
    ['cells', verdict.name],
    ['reads', String(verdict.vectors)],
    ['kernels', kernels() ? 'WebAssembly' : 'plain TypeScript'],
    ['time of Ohmweave', `${solving.toFixed(3)} s`],
    ['time of ngspice', `${verdict.seconds.toFixed(3)} s`],
    ['worst difference', verdict.worst.toExponential(1)],
    ['verdict', verdict.message ?? verdict.status],
  ];
}

async function validate(): Promise<void> {
  const fields = new FormData(form);
  const [rows, cols, reads] = ['rows', 'cols', 'reads'].map(name => Number(fields.get(name))) as [
    number,
    number,
    number,
  ];
  answer.replaceChildren();
  state.textContent = 'running';
  try {
    const began = performance.now();
    const job = randomTile(rows, cols, reads);
    const solving = (performance.now() - began) / 1000;
    const [verdict] = await validateTiles([job]);
    show(rowsOf(verdict!, solving));
    state.textContent = 'done';
  } catch (cause) {
    state.textContent = messageOf(cause);
  }
}

form.addEventListener('submit', event => {
  event.preventDefault();
  void validate();
});
await validate();
