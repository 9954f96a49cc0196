// `node dist/bench/spice-memory.js`: WebAssembly memory that ngspice has taken after circuits of several kinds, beside the
// estimate that sim/spice/netlist-memory.ts makes from the netlists. About a minute.
import { netlistMemory } from '../sim/spice/netlist-memory.js';
import { threadRunners } from '../sim/spice/thread.js';
import { memoryCases } from './spice-memory-cases.js';

const mebi = 2 ** 20;
const start = threadRunners();
console.log('circuit                          MiB   estimate   ratio');
for (const [name, { netlist }] of Object.entries(memoryCases)) {
  const runner = await start();
  const text = netlist();
  await runner.run(text, 600, new AbortController().signal);
  const taken = runner.heldBytes! / mebi;
  const estimate = netlistMemory(text) / mebi;
  console.log(
    `${name.padEnd(28)} ${taken.toFixed(0).padStart(7)} ${estimate.toFixed(0).padStart(10)} ${(estimate / taken).toFixed(2).padStart(7)}`,
  );
  await runner.stop();
}
