import type { Command } from 'commander';
import type { SolveResult } from '../crossbar/solve-file.js';
import { readJson } from '../edge/files.js';
import { answering, describe } from './command.js';
import type { Answer } from './output.js';
import { version } from './version.js';

export function solveCommand(): Command {
  const command = describe(
    'solve',
    'Solve one crossbar exactly, wires included: the currents that given voltages drive through it.',
    'ohmweave solve array.json --format json',
  )
    .argument('<array>', 'JSON file with conductances or resistances, wires and inputs; - is stdin')
    .option('--fields', 'also give every node voltage and cell current (with --format json)');
  return answering<{ readonly fields?: true }>(command, async ({ progress }, { fields = false }, [file]) => {
    const { readArrayFile, solveFile } = await import('../crossbar/solve-file.js');
    const array = await readArrayFile(readJson(file!), file === '-' ? 'stdin' : file!);
    progress.stage('solving');
    return solveAnswer(solveFile(array, { fields }));
  });
}

async function solveAnswer({ outputs, inputCurrents, power, solver, fields }: SolveResult): Promise<Answer> {
  const { tableText } = await import('../report/table.js');
  const { quantity } = await import('../report/svg/format.js');
  const written = (value: number, unit: string): string => quantity(value, unit, 6);
  const columns = [{ name: '' }, ...power.map((_, k) => ({ name: `input ${k}` }))];
  const currents = (line: string, amperes: readonly (readonly number[])[]): string[][] =>
    amperes[0]!.map((_, i) => [`${line} ${i}`, ...amperes.map(row => written(row[i]!, 'A'))]);
  const drawn = ['power', ...power.map(watts => written(watts, 'W'))];
  return {
    text: tableText({
      columns,
      rows: [...currents('bit line', outputs), ...currents('word line', inputCurrents), drawn],
    }),
    json: {
      command: 'solve',
      version,
      outputAmperes: outputs,
      inputAmperes: inputCurrents,
      powerWatts: power,
      solver,
      fields: fields?.map(({ wordVoltage, bitVoltage, cellCurrent }) => ({
        wordLineVolts: wordVoltage,
        bitLineVolts: bitVoltage,
        cellAmperes: cellCurrent,
      })),
    },
  };
}
