import { ohmic } from '../devices/parts.js';
import { reject } from '../edge/error.js';
import type { Graph, SettleNode } from '../models/graph.js';
import { deviceOf, type Hardware } from './hardware.js';
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

/** InputError where a graph has a coder that cannot settle as a circuit on this hardware. */
export function verifySettlingCircuit(graph: Graph, hardware: Hardware): void {
  for (const { name, back, windows } of settlingCircuits({ graph, hardware })) {
    const where = `${name}: settling`;
    if (windows)
      reject(
        where,
        'found a coder with windows, whose array is read at one position after the other, and settling "analog"',
        'expected settling "digital"',
      );
    if (back)
      reject(
        where,
        'found the residual form, whose array is read forwards and backwards in turn, and settling "analog"',
        'expected the form "gram", all of whose arrays are read at once, or settling "digital"',
      );
    if (hardware.centre === 'all')
      reject(where, 'found mapping.centre "all" and settling "analog"', 'expected "readout": voltages are not centred');
    if (deviceOf(hardware).conduction !== ohmic)
      reject(
        where,
        `its devices ("${hardware.device.parts.conduction ?? hardware.device.model}") do not follow Ohm's law`,
        'expected ohmic ones where settling is "analog"',
      );
  }
}
