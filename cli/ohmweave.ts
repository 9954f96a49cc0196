import { Command } from 'commander';
import { analyseCommand } from './analyse.js';
import { compareCommand } from './compare.js';
import { compileCommand } from './compile.js';
import { convertCommand } from './convert.js';
import { dataCommand } from './data.js';
import { demoCommand } from './demo.js';
import { devicesCommand } from './devices.js';
import { effectsCommand } from './effects.js';
import { encodeCommand } from './encode.js';
import { estimateCommand } from './estimate.js';
import { exploreCommand } from './explore.js';
import { floorplanCommand } from './floorplan.js';
import { hardwareCommand } from './hardware.js';
import { importCommand } from './import.js';
import { inspectCommand } from './inspect.js';
import { netlistCommand } from './netlist.js';
import { reportCommand } from './report.js';
import { runCommand } from './run.js';
import { scheduleCommand } from './schedule.js';
import { solveCommand } from './solve.js';
import { sweepCommand } from './sweep.js';
import { traceCommand } from './trace.js';
import { trainCommand } from './train.js';
import { tuneCommand } from './tune.js';
import { validateCommand } from './validate.js';
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
