// npm run build && node dist/bench/monte-carlo.js
//
// Two ways to read many chips of one array in ngspice: a netlist for each, with its cells as resistors; or all in one `.dc`
// sweep over the index of the chip, with cells that look their conductance up. Seconds of one worker, parsing included.
import { indexedCells } from '../compiler/emit/indexed-cells.js';
import { tileNetlist } from '../compiler/emit/tile.js';
import { crossbarArray } from '../crossbar/array.js';
import { randomStream } from '../numeric/random.js';
import { SpicePool } from '../sim/spice/pool.js';

const chips = 50;

const pool = new SpicePool({ workers: 1 });
for (const n of [8, 16, 32, 64, 128]) {
  const draw = randomStream(1, 'bench', n);
  const all = Array.from({ length: chips }, (_, c) =>
    Float64Array.from({ length: n * n }, (_, k) => 1e-6 * 25 ** draw.uniform(c * n * n + k)),
  );
  const array = (g: Float64Array) => crossbarArray(n, n, g, { wordLine: 1, bitLine: 1, driver: 100 });
  const vector = new Float64Array(n).fill(0.2);
  const time = async (netlist: string): Promise<number> => {
    const outcome = await pool.run(netlist);
    if (outcome.status === 'failed') throw outcome.error;
    return outcome.seconds;
  };
  await time(tileNetlist({ title: 'warm', array: array(all[0]!), vectors: [vector] }));
  let apart = 0;
  for (const g of all) apart += await time(tileNetlist({ title: 'one', array: array(g), vectors: [vector] }));
  const vectors = all.map(() => vector);
  const together = await time(tileNetlist({ title: 'all', array: array(all[0]!), law: indexedCells(all), vectors }));
  console.log(`${n}×${n}, ${chips} chips: ${apart.toFixed(2)} s one by one, ${together.toFixed(2)} s in one sweep`);
}
await pool.close();
