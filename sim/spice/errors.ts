/** ngspice did not give a whole result for a netlist. The message is in ngspice's own words. */
export class SpiceError extends Error {
  override readonly name: string = 'SpiceError';

  constructor(
    message: string,
    /** Line of the netlist that ngspice complains about, counted from 1 (the title), where it says so. */
    readonly line?: number,
  ) {
    super(message);
  }
}

/** As `SpiceError`, and the instance of ngspice is gone: it must be replaced before the next run. */
export class SpiceDead extends SpiceError {
  override readonly name = 'SpiceDead';
}

/** The netlist was not run: ngspice would need more memory than it can have. The message says how much. */
export class SpiceTooLarge extends SpiceError {
  override readonly name = 'SpiceTooLarge';
}

/** What ngspice says or would say, by name: a class does not go from one thread to another. */
export const spiceErrors = { SpiceError, SpiceDead, SpiceTooLarge };

/** The worker thread that ran the netlist ended before it answered. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
}

/** The run took longer than it may; its worker was stopped. */
export class RunTimeout extends Error {
  override readonly name = 'RunTimeout';
}

/** The caller's signal, or closing the pool, ended the run before it had a result. */
export class RunCancelled extends Error {
  override readonly name = 'RunCancelled';
}
