import test from 'ava';
import type { Command } from 'commander';
import { analyseCommand } from '../../cli/commands/analyse/analyse.js';
import { compareCommand } from '../../cli/commands/compare.js';
import { importCommand } from '../../cli/commands/import.js';
import { inspectCommand } from '../../cli/commands/inspect/inspect.js';
import { reportCommand } from '../../cli/commands/report.js';
import { scheduleCommand } from '../../cli/commands/schedule/schedule.js';
import { solveCommand } from '../../cli/commands/solve/solve.js';
import { traceCommand } from '../../cli/commands/trace/trace.js';
import { refuseUnheeded } from '../../cli/commands/validate/followed.js';
import { validateCommand } from '../../cli/commands/validate/validate.js';
import { chip, hardware, volatileUnits } from '../compiler/builders.js';
import { randomSteps, tinyCoder, tinyMars } from '../models/builders.js';
import { coderChip } from '../sim/coders.js';

// Refused before any file is read: none of those named here is there.
const cases: readonly [Command, string, string][] = [
  [inspectCommand(), 'a.owp --export-format csv', '--export-format: found it without --export; expected --export FOLDER'],
  [scheduleCommand(), 'a.owp --show 9', '--show: found it without --svg and --trace; expected one of them, which show steps'],
  [traceCommand(), 'a.owp --neurons 0', '--neurons: found it without --plot and --vcd; expected one of them, which show them'],
  [traceCommand(), 'a.owp --steps 0-1 --csv a.csv', '--steps: found it without --plot; expected --plot FILE'],
  [importCommand(), 'a.nir -o a.json --calibration-series 2', '--calibration-series: found it without --calibration; expected --calibration FILE'],
  [importCommand(), 'a.json -o a.nir --npy', '--npy: found it with a .nir file to write; expected a network file (.json)'],
  [reportCommand(), 'a.owp -o a.html --seeds 3', '--seeds: found it without --data; expected --data FILE, too'],
  [reportCommand(), 'a.owp -o a.html --no-spice --workers 2', '--workers: found it without --data and with --no-spice; expected something to run'],
  [compareCommand(), 'a.owp --data a.ts --no-spice --reads all', '--reads: found it with --no-spice; expected it for runs in ngspice only'],
  [analyseCommand(), 'a.json --ac 0 --seed 2', '--seed: found it with --ac; expected it with an analysis that depends on it'],
  [analyseCommand(), 'a.json --temperature 300K --seed 2', '--seed: found it without --device; expected one: chips differ in their devices'],
  [solveCommand(), 'a.json --method operator --tolerance 1e-6', '--tolerance: found it with --method operator; expected none: an operator is computed directly'],
]; // biome-ignore format: a table

for (const [command, given, message] of cases)
  test.serial(`${command.name()} ${given}: what would be ignored is refused`, async t => {
    await t.throwsAsync(command.parseAsync(given.split(' '), { from: 'user' }), { name: 'InputError', message });
  });

/** `validate` with these options, of which only the reading is wanted. */
function validating(...given: string[]): Command {
  const command = validateCommand().action(() => undefined);
  return command.parse(['a.owp', ...given], { from: 'user' });
}

test('validate: options of layers are refused where the program has none that heed them', async t => {
  const steps = randomSteps(3, 4);
  const digital = chip(tinyCoder(), hardware(), steps);
  await t.throwsAsync(refuseUnheeded(validating('--no-budget'), digital), {
    message: '--no-budget: found a program without blocks with volatile devices; expected none: only these heed it',
  });
  await t.throwsAsync(refuseUnheeded(validating('--series', '1'), digital), { message: /^--series: found a program without blocks .* or coders .* or neurons/ }); // biome-ignore format: one thing
  await t.notThrowsAsync(refuseUnheeded(validating('--vectors', '2', '--tiles', '1'), digital));

  const { program: coder } = coderChip(4, 5);
  await t.notThrowsAsync(refuseUnheeded(validating('--series', '1', '--reduced'), coder));
  await t.throwsAsync(refuseUnheeded(validating('--steps', '3'), coder), { message: /^--steps: found a program without blocks with volatile devices or neurons that are circuits; / }); // biome-ignore format: one thing

  const waves = randomSteps(3, 1);
  const blocks = chip(tinyMars(), hardware({ recurrence: volatileUnits() }), waves);
  await t.notThrowsAsync(refuseUnheeded(validating('--steps', '3', '--no-budget', '--units', '2'), blocks));
});
