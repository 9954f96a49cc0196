import type { SolveTwoWireOptions, TwoWireResult } from '../../../crossbar/file/solve-two-wire-file.js';
import type { TwoWireFile } from '../../../crossbar/file/two-wire-file.js';
import { reject } from '../../../edge/error.js';
import { matrix, toRows } from '../../../numeric/matrix.js';
import { type Findings, rowsOf, type SolveRequest } from './findings.js';

/** Everything that is asked for about an array with supply lines. InputError where there is no such thing. */
export async function solveTwoWireArray(
  file: TwoWireFile,
  request: SolveRequest,
  between: SolveTwoWireOptions['between'],
): Promise<Findings> {
  const { solveTwoWireFile } = await import('../../../crossbar/file/solve-two-wire-file.js');
  const { readCurrents } = await import('../../../crossbar/paired-read.js');
  checkRequest(request);
  const { path, plot, netlist, fields, power } = request;
  const wanted = { fields: Boolean(fields), heat: Boolean(power), ...(between && { between }) };
  const result = await solveTwoWireFile(file, wanted);
  const { heat, solutions, ...currents } = result;
  return {
    ...currents,
    outputs: readCurrents(file, result.outputs),
    outputName: k => (file.pairs ? `bit lines ${2 * k} − ${2 * k + 1}` : `bit line ${k}`),
    inputName: k => `supply line ${k}`,
    solver: { method: 'ladders' },
    ...(heat && { heat: heat.map(parts => ({ ...parts })) }),
    ...(solutions && { fields: fieldsOf(file, solutions) }),
    ...(plot && { map: await drawn(file) }),
    ...(netlist && { circuit: await netlistOf(path, file, result) }),
  };
}

function checkRequest({ operator, settle, approximate, method, engine, tolerance, window }: SolveRequest): void {
  const refuse = (asked: unknown, option: string, expected: string): void => {
    if (asked) reject(option, 'found an array with supply lines', `expected ${expected}`);
  };
  refuse(
    operator,
    '--operator',
    'a crossbar: here the conductances depend on the gates, and no one matrix stands for all',
  );
  refuse(settle, '--settle', 'a crossbar: columns with supply lines are solved at rest only');
  refuse(approximate, '--approximate', 'a crossbar: the approximations are of its wires');
  refuse(window, '--window', 'a crossbar: its columns do not touch each other, so that one of them is no less exact');
  const direct = 'none: columns with supply lines are solved directly';
  refuse(method !== 'auto', '--method', direct);
  refuse(engine, '--engine', direct);
  refuse(tolerance, '--tolerance', direct);
}

function fieldsOf(
  { array: { rows, cols } }: TwoWireFile,
  solutions: NonNullable<TwoWireResult['solutions']>,
): Findings['fields'] {
  const grid = (field: Float64Array): number[][] => toRows(matrix(rows, cols, field));
  return solutions.map(({ supplyVoltage, bitVoltage, cellCurrent, supplyCurrent, bitCurrent }) => ({
    supplyLineVolts: grid(supplyVoltage),
    bitLineVolts: grid(bitVoltage),
    cellAmperes: grid(cellCurrent),
    supplyLineAmperes: grid(supplyCurrent),
    bitLineAmperes: grid(bitCurrent),
  }));
}

async function drawn(file: TwoWireFile): Promise<string> {
  const { twoWireMaps } = await import('../../../report/array-map.js');
  const { stacked } = await import('../../../report/svg/stacked.js');
  const { readVolts, solveRead } = await import('../../../crossbar/file/solve-two-wire-file.js');
  return stacked(
    'Array with supply lines, first read',
    twoWireMaps(file.array, readVolts(file, 0), solveRead(file, 0)),
  );
}

async function netlistOf(title: string, file: TwoWireFile, { outputs }: TwoWireResult): Promise<string> {
  const { twoWireNetlist } = await import('../../../compiler/emit/two-wire.js');
  return twoWireNetlist({
    title,
    array: file.array,
    supply: file.supply,
    gates: rowsOf(file.gates),
    expected: rowsOf(outputs),
    ...(file.bitInputs && { bitVectors: rowsOf(file.bitInputs) }),
    ...(file.pairs && { notes: ['An output is the current of one of two columns less that of the next.'] }),
  });
}
