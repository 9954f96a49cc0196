// `node dist/bench/memory.js none|one|operator N`: the most memory (bytes) this process had, having solved an N × N array
// in that way. bench/crossbar.ts runs it and subtracts what `none` takes: Node itself, the modules and the case.
import { existsSync, readFileSync } from 'node:fs';
import { solveOutputs } from '../crossbar/line-pcg.js';
import { effectiveOperator } from '../crossbar/operator.js';
import { standardCase } from './cases.js';

const [what, size] = process.argv.slice(2);
const { array, volts } = standardCase(Number(size));
if (what === 'one') solveOutputs(array, volts, { tolerance: 1e-10 });
if (what === 'operator') effectiveOperator(array);
console.log(1024 * (ownPeak() ?? process.resourceUsage().maxRSS));

/** KiB. On Linux `maxRSS` is at least what the process that started this one held. */
function ownPeak(): number | undefined {
  if (!existsSync('/proc/self/status')) return undefined;
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
