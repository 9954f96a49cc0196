import type { SettleNode } from '../models/graph.js';
import type { Hardware } from './hardware.js';
import type { Program } from './program-record.js';
import { chargesNeurons } from './spiking-circuit.js';

/** Sparse coders whose codes are the voltages that a circuit settles to, and which converters that leaves. */

/** The nodes of a graph that settle as circuits; none where codes settle digitally. */
export function settlingCircuits({ graph, hardware }: Pick<Program, 'graph' | 'hardware'>): SettleNode[] {
  return hardware.settling ? graph.nodes.filter((node): node is SettleNode => node.op === 'settle') : [];
}

/**
 * The hardware as a product meets it. In a coder that settles as a circuit, the currents of the drive and of the lateral array
 * go to integrators and not to ADCs, and threshold elements drive the lateral array in place of DACs. Those that charge neurons
 * are not converted either.
 */
export function productHardware(program: Pick<Program, 'graph' | 'hardware'>, product: string): Hardware {
  const { hardware } = program;
  if (chargesNeurons(program, product)) return { ...hardware, adc: { ...hardware.adc, bits: null } };
  const coder = settlingCircuits(program).find(node => node.from === product || node.product.name === product);
  if (!coder) return hardware;
  const adc = { ...hardware.adc, bits: null };
  return coder.from === product ? { ...hardware, adc } : { ...hardware, adc, dac: { ...hardware.dac, bits: null } };
}
