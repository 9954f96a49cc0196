import { reject } from '../edge/error.js';

/** A line's segment by the technology node it is made in and the pitch of its cells, in widths of its own wire. */
export interface NodeWire {
  /** nm, one of `wireNodes`. */
  readonly node: number;
  /** F: 2 in a passive crossbar; 4 and 12 along the two sides of a 1T1R cell. */
  readonly pitch: number;
}

/** Of the lowest metal of a node: width (nm), height over width, resistivity (Ω m) at 300 K, liner (nm). */
interface Metal {
  readonly width: number;
  readonly aspect: number;
  readonly resistivity: number;
  readonly liner: number;
}

/** NeuroSim V1.4, Param.cpp. */
const metals: Readonly<Record<number, Metal>> = {
  130: { width: 175, aspect: 1.6, resistivity: 2.01e-8, liner: 10 },
  65: { width: 105, aspect: 1.7, resistivity: 2.21e-8, liner: 7 },
  45: { width: 80, aspect: 1.7, resistivity: 2.37e-8, liner: 5 },
  32: { width: 56, aspect: 1.8, resistivity: 2.63e-8, liner: 4 },
  22: { width: 40, aspect: 1.9, resistivity: 2.97e-8, liner: 2.5 },
  14: { width: 32, aspect: 2, resistivity: 3.25e-8, liner: 2.5 },
  10: { width: 22, aspect: 2, resistivity: 3.95e-8, liner: 2 },
  7: { width: 20, aspect: 2, resistivity: 4.17e-8, liner: 2 },
};

/** nm, from the coarsest. */
export const wireNodes: readonly number[] = Object.keys(metals)
  .map(Number)
  .sort((a, b) => b - a);

/** 1/K at 300 K: of these wires (NeuroSim V1.4). */
export const wireCoefficient = 0.00451;

/**
 * Ω of a wire's segment of one cell at 300 K:
 *
 *     R = ρ' · pitch·W / (W · A·W),   ρ' = ρ / (1 − (2A + 1)·t/(A·W))
 *
 * with W the wire's width, A its height over its width and t the liner at its bottom and sides, which carries no current. NeuroSim
 * takes t in metres beside W in nanometres there, so that its own resistances are 15 to 25 % lower. InputError where the node is none of
 * `wireNodes` or the pitch is not a positive number.
 */
export function wireResistance({ node, pitch }: NodeWire, where = 'wire'): number {
  const metal = metals[node];
  if (!metal)
    return reject(
      `${where}: node`,
      `found ${node} nm`,
      `expected one of ${wireNodes.map(one => `${one} nm`).join(', ')}`,
    );
  if (!(pitch > 0 && pitch < Infinity)) reject(`${where}: pitch`, `found ${pitch}F`, 'expected a finite number > 0');
  const { width, aspect, resistivity, liner } = metal;
  const filled = 1 - ((2 * aspect + 1) * liner) / (aspect * width);
  return (resistivity / filled) * (pitch / (aspect * width * 1e-9));
}
