import { inputVoltages } from '../../compiler/drive.js';
import { cellsOfCircuit, type LcaCircuit, lcaCircuit, reducedCircuit } from '../../compiler/emit/lca-circuit.js';
import { lcaNetlist, lcaVectors } from '../../compiler/emit/lca-netlist.js';
import { withoutReadNoise } from '../../compiler/excerpt.js';
import type { Program } from '../../compiler/program-record.js';
import { productHardware, settlingCircuits } from '../../compiler/settling-circuit.js';
import { openCoder, settlingTrajectory, type Trajectory } from '../analog-settling.js';
import { openMvm, readMvm } from '../chip.js';
import { type SettlingEnergy, settlingEnergy, underCurve } from '../settling-energy.js';
import type { RunOptions, SpicePool } from './pool.js';
import type { Plot } from './raw.js';

/** A sparse coder that settles as a circuit, to be followed in ngspice. */
export interface CoderJob {
  readonly program: Program;
  /** Name of the layer. */
  readonly layer: string;
  /** The input that it codes, in the unit of the network. */
  readonly input: Float64Array;
  /** s after programming. */
  readonly time: number;
  /**
   * Whether arrays stand as the networks between their terminals that they are equivalent to, and not cell by cell; default:
   * where they have more than `mostCells` cells together.
   */
  readonly reduced?: boolean;
  /** Time points of ngspice in a time constant at least; default 10. */
  readonly pointsPerTimeConstant?: number;
}

/** How a coder settles: times in s, states and codes in the unit of the network. */
export interface Settling {
  readonly trajectory: Trajectory;
  readonly energy: SettlingEnergy;
}

export interface CoderRun {
  readonly circuit: LcaCircuit;
  readonly cells: number;
  readonly reduced: boolean;
  readonly spice?: Settling;
  readonly simulated: Settling;
  /** Of ngspice. */
  readonly seconds: number;
  readonly message?: string;
}

/** Most cells that are simulated each for itself where nobody asks for it. */
export const mostCells = 4000;

/** A coder's settling as the simulator has it, with the circuit and the V of its inputs, without read noise. */
export function simulatedSettling({ program, layer, input, time }: CoderJob) {
  const circuit = lcaCircuit(program, layer, time);
  const node = settlingCircuits(program).find(({ from }) => from === layer)!;
  const open = (name: string) => {
    const plan = withoutReadNoise(program.plans.find(one => one.name === name)!);
    return openMvm(plan, program, { time, compensation: 'none', duration: 0 });
  };
  const driven = open(layer);
  const coder = openCoder(node, open(node.product.name), program.hardware);
  const drive = readMvm(driven, input, 1, 0, productHardware(program, layer));
  const volts = inputVoltages(driven.plan, input, program.hardware);
  const { times, ...values } = settlingTrajectory(coder, drive);
  const trajectory = { ...values, times: times.map(t => t * circuit.settling.timeConstant) };
  return { circuit, volts, settling: { trajectory, energy: settlingEnergy(circuit, volts, coder, drive, trajectory) } };
}

/** Follows a coder in ngspice and in the simulator. */
export async function coderRun(pool: SpicePool, job: CoderJob, limits: RunOptions): Promise<CoderRun> {
  const { circuit, volts, settling: simulated } = simulatedSettling(job);
  const cells = cellsOfCircuit(circuit);
  const { reduced = cells > mostCells, pointsPerTimeConstant } = job;
  const netlist = lcaNetlist(reduced ? reducedCircuit(circuit) : circuit, volts, {
    title: job.layer,
    ...(pointsPerTimeConstant !== undefined && { pointsPerTimeConstant }),
  });
  const outcome = await pool.run(netlist, limits);
  const run = { circuit, cells, reduced, simulated, seconds: outcome.seconds };
  if (outcome.status === 'failed') return { ...run, message: outcome.error.message };
  const spice = settlingOf(outcome.result, circuit);
  return { ...run, ...(spice ? { spice } : { message: 'ngspice gave no, too few or not finite codes' }) };
}

/** What ngspice found, from the moment at which all integrators are at 0 V; nothing where a value is missing. */
function settlingOf(plot: Plot, { atoms, voltsPerUnit, settling }: LcaCircuit): Settling | undefined {
  const found = plot.vectors.get('time');
  const count = (found?.length ?? 0) + 1;
  // An analysis that ends early has nothing of the end.
  if (!found || !(found[count - 2]! >= 0.999 * settling.time)) return undefined;
  const times = new Float64Array(count);
  times.set(found, 1);
  const [states, codes] = [new Float64Array(count * atoms), new Float64Array(count * atoms)];
  for (let j = 0; j < atoms; j++)
    for (const [into, name] of [
      [states, lcaVectors.state(j)],
      [codes, lcaVectors.code(j)],
    ] as const) {
      const values = plot.vectors.get(name);
      if (values?.length !== count - 1) return undefined;
      values.forEach((volt, k) => {
        into[(k + 1) * atoms + j] = volt / voltsPerUnit;
      });
    }
  const energy = (name: string): number => {
    const watts = plot.vectors.get(name) ?? new Float64Array();
    // The first point is there before any time to speak of has passed.
    return underCurve(times, Float64Array.of(watts[0]!, ...watts));
  };
  const energies = { arrays: energy(lcaVectors.arrayPower), integrators: energy(lcaVectors.integratorPower) };
  const whole = [...Object.values(energies), ...states, ...codes].every(Number.isFinite);
  return whole ? { trajectory: { times, states, codes }, energy: energies } : undefined;
}
