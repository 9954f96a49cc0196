import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Plot, parseRaw } from '../../../sim/spice/raw.js';

/** Whether an ngspice is installed on this computer. */
export const nativeAvailable = (): boolean => spawnSync('ngspice', ['--version']).status === 0;

/** Runs a netlist as its header says: `ngspice -b -r out.raw FILE`. */
export function runNative(netlist: string): Plot {
  return inFolder(netlist, (deck, folder) => {
    const raw = join(folder, 'out.raw');
    execFileSync('ngspice', ['-b', '-r', raw, deck], { stdio: 'pipe' });
    return parseRaw(readFileSync(raw))[0]!;
  });
}

/** What `ngspice -b FILE` prints. */
export const printNative = (netlist: string): string =>
  inFolder(netlist, deck => execFileSync('ngspice', ['-b', deck], { stdio: 'pipe' }).toString());

function inFolder<T>(netlist: string, use: (deck: string, folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
  try {
    const deck = join(folder, 'deck.cir');
    writeFileSync(deck, netlist);
    return use(deck, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
