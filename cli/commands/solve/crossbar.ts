import type { TileCircuit } from '../../../compiler/emit/tile.js';
import type { CrossbarFile } from '../../../crossbar/file/crossbar-file.js';
import type { SolveFileOptions, SolveResult } from '../../../crossbar/file/solve-file.js';
import type { Window } from '../../../crossbar/window.js';
import { reject } from '../../../edge/error.js';
import { matrix, toRows } from '../../../numeric/matrix.js';
import type { Context } from '../../command.js';
import { type Findings, rowsOf, type SolveRequest } from './findings.js';

/** From here on an operator and a settling take longer than starting a thread, some 0.3 s. */
const cellsOfLongOperator = 300 * 300;
const cellsOfLongSettling = 40 * 40;

/** Everything that is asked for about a crossbar. InputError where that does not go together. */
export async function solveCrossbar(
  context: Context,
  file: CrossbarFile,
  request: SolveRequest,
  between: SolveFileOptions['between'],
): Promise<Findings> {
  const { operatorOf, solveFile } = await import('../../../crossbar/file/solve-file.js');
  const { outputsArePaired, readCurrents, weightOperator } = await import('../../../crossbar/paired-read.js');
  const { path, approximate, settle, engine, tolerance, power, fields, plot, netlist } = request;
  const ofInputs = power || fields || plot || netlist || settle || approximate;
  if (file.inputs.rows === 0 && (!request.operator || ofInputs))
    reject(path, 'found no input vectors', 'expected "inputs" in the JSON file, or --inputs FILE');
  if (request.operator && file.law)
    reject('--operator', 'found cells that are not linear', 'expected linear cells: no operator stands for others');

  const wanted: SolveFileOptions = {
    method: request.method,
    fields: Boolean(fields),
    heat: Boolean(power),
    ...(approximate && { approximate }),
    ...(settle && { settle }),
    ...(engine && { engine }),
    ...(tolerance && { tolerance }),
    ...(between && { between }),
    ...inBackground(context, file),
  };
  const result = await solveFile(file, wanted).catch(cause => unsolvable(path, cause));
  const { heat, solutions, operator: used, ...currents } = result;
  const operator = request.operator && (used ?? (await operatorOf(file, wanted)));
  const [read, driven] = file.transposed ? ['word line', 'bit line'] : ['bit line', 'word line'];
  return {
    ...currents,
    outputs: readCurrents(file, result.outputs),
    outputName: k => (outputsArePaired(file) ? `${read}s ${2 * k} − ${2 * k + 1}` : `${read} ${k}`),
    inputName: k => `${driven} ${k}`,
    ...(heat && { heat: heat.map(parts => ({ ...parts })) }),
    ...(solutions && { fields: fieldsOf(file, solutions) }),
    ...(operator && { operator: weightOperator(file, operator.transfer) }),
    ...(plot && { map: await drawn(file, wanted) }),
    ...(netlist && { circuit: await netlistOf(context, file, request, result) }),
  };
}

/** What takes long in one go is done in a thread, so that Ctrl-C is heard meanwhile. */
function inBackground(
  { signal, progress }: Context,
  { array }: CrossbarFile,
): Pick<SolveFileOptions, 'operate' | 'follow'> {
  const cells = array.rows * array.cols;
  return {
    ...(cells >= cellsOfLongOperator && {
      operate: async (array, options) => {
        const { background } = await import('../../background.js');
        return background('operator', { array, options }, signal, progress.stage('operator'));
      },
    }),
    ...(cells >= cellsOfLongSettling && {
      follow: async (...what) => {
        const { background } = await import('../../background.js');
        return background('settle', what, signal, progress.stage('settling'));
      },
    }),
  };
}

/** An iteration that does not end is the fault of what it was given. */
function unsolvable(path: string, cause: unknown): never {
  if (cause instanceof Error && cause.name === 'ConvergenceError')
    reject(
      path,
      cause.message,
      'expected voltages and resistances that double precision can tell apart, or a larger --tolerance',
    );
  throw cause;
}

function fieldsOf(
  { array: { rows, cols } }: CrossbarFile,
  solutions: NonNullable<SolveResult['solutions']>,
): Findings['fields'] {
  const grid = (field: Float64Array): number[][] => toRows(matrix(rows, cols, field));
  return solutions.map(({ wordVoltage, bitVoltage, cellCurrent, wordCurrent, bitCurrent }) => ({
    wordLineVolts: grid(wordVoltage),
    bitLineVolts: grid(bitVoltage),
    cellAmperes: grid(cellCurrent),
    wordLineAmperes: grid(wordCurrent),
    bitLineAmperes: grid(bitCurrent),
  }));
}

/** The first input is solved once more, rather than all of them kept with their fields. */
async function drawn(file: CrossbarFile, options: SolveFileOptions): Promise<string> {
  const { arrayMaps } = await import('../../../report/array-map.js');
  const { stacked } = await import('../../../report/svg/stacked.js');
  const { solveOne, voltages } = await import('../../../crossbar/file/solve-file.js');
  return stacked('Crossbar, first input', arrayMaps(file.array, voltages(file, 0), solveOne(file, 0, options)));
}

async function netlistOf(
  context: Context,
  file: CrossbarFile,
  { path, window }: SolveRequest,
  { outputs }: SolveResult,
): Promise<string> {
  const { tileNetlist } = await import('../../../compiler/emit/tile.js');
  const { outputsArePaired } = await import('../../../crossbar/paired-read.js');
  const { voltages } = await import('../../../crossbar/file/solve-file.js');
  const { array, law, inputs, bitInputs, transposed } = file;
  const volts = rowsOf(inputs).map((_, k) => voltages(file, k));
  const lines = transposed ? 'rows' : 'columns';
  const circuit: TileCircuit = {
    title: path,
    array,
    vectors: volts.map(({ word }) => word),
    expected: rowsOf(outputs),
    ...(law && { law }),
    ...((bitInputs || transposed) && { bitVectors: volts.map(({ bit }) => bit) }),
    ...(transposed && { read: 'rows' }),
    ...(outputsArePaired(file) && {
      notes: [`An output is the current of one of two ${lines} less that of the next.`],
    }),
  };
  return window ? windowOf(context, circuit, window) : tileNetlist(circuit);
}

async function windowOf({ signal, progress }: Context, tile: TileCircuit, window: Window): Promise<string> {
  if (tile.read === 'rows')
    reject('--window', 'found an array whose word lines are read', 'expected one whose bit lines are');
  if (tile.law && tile.vectors.length > 1)
    reject(
      '--window',
      `found ${tile.vectors.length} inputs of an array whose cells are not linear`,
      'expected one: the rest of the array is another network at each',
    );
  const { windowNetlist } = await import('../../../compiler/emit/window.js');
  const { windowCircuits } = await import('../../../compiler/emit/window-circuits.js');
  const { background } = await import('../../background.js');
  const [circuit] = windowCircuits(tile, window);
  const { array } = circuit!;
  const rest = await background('windowRest', { array, window }, signal, progress.stage('reducing'));
  return windowNetlist(circuit!, rest);
}
