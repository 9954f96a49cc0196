import { Command } from 'commander';
import { analyseCommand } from './commands/analyse/analyse.js';
import { compareCommand } from './commands/compare.js';
import { compileCommand } from './commands/compile.js';
import { convertCommand } from './commands/convert.js';
import { dataCommand } from './commands/data/data.js';
import { demoCommand } from './commands/demo.js';
import { devicesCommand } from './commands/devices.js';
import { effectsCommand } from './commands/effects/effects.js';
import { encodeCommand } from './commands/encode.js';
import { estimateCommand } from './commands/estimate/estimate.js';
import { exploreCommand } from './commands/explore/explore.js';
import { floorplanCommand } from './commands/floorplan.js';
import { hardwareCommand } from './commands/hardware.js';
import { importCommand } from './commands/import.js';
import { inspectCommand } from './commands/inspect/inspect.js';
import { netlistCommand } from './commands/netlist/netlist.js';
import { reportCommand } from './commands/report.js';
import { runCommand } from './commands/run/run.js';
import { scheduleCommand } from './commands/schedule/schedule.js';
import { solveCommand } from './commands/solve/solve.js';
import { sweepCommand } from './commands/sweep/sweep.js';
import { traceCommand } from './commands/trace/trace.js';
import { trainCommand } from './commands/train/train.js';
import { tuneCommand } from './commands/tune/tune.js';
import { validateCommand } from './commands/validate/validate.js';
import { version } from './version.js';

/** The whole command line. The commands load what they compute with when they run, so that help comes at once. */
export function ohmweave(): Command {
  const commands = [
    trainCommand(),
    importCommand(),
    tuneCommand(),
    compileCommand(),
    runCommand(),
    encodeCommand(),
    effectsCommand(),
    sweepCommand(),
    exploreCommand(),
    inspectCommand(),
    estimateCommand(),
    scheduleCommand(),
    floorplanCommand(),
    netlistCommand(),
    validateCommand(),
    compareCommand(),
    traceCommand(),
    reportCommand(),
    solveCommand(),
    analyseCommand(),
    devicesCommand(),
    convertCommand(),
    hardwareCommand(),
    dataCommand(),
    demoCommand(),
  ];
  const program = new Command('ohmweave')
    .description('Memristive hardware simulator and crossbar compiler.')
    .version(version)
    .addHelpText('after', '\nStart with:\n  ohmweave demo')
    .exitOverride();
  for (const command of commands) program.addCommand(command);
  return program;
}
