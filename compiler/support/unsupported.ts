import { reject } from '../../edge/error.js';
import type { Graph } from '../../models/graph.js';
import type { Network } from '../../models/network.js';
import type { Hardware } from '../hardware.js';

/** What is asked for: a description, and what is to be compiled for it. */
export interface Asked {
  readonly hardware: Hardware;
  readonly graph?: Graph;
  readonly network?: Network;
}

/** Where something is that does not go together, in words with its value, and what would be right. */
export interface Refusal {
  /** Not there where it is the rule's key in the description. */
  readonly where?: string;
  readonly found: string;
  readonly expected: string;
}

/** A thing that a description may ask for, and something that it does not go together with. */
export interface Unsupported {
  /** The key of the hardware file that asks for it. */
  readonly key: string;
  /** What it does not go with, in a few words. */
  readonly beside: string;
  /** Why not. */
  readonly reason: string;
  /** Where both are there; undefined where they are not. */
  find(asked: Asked): Refusal | undefined;
}

/** The first rule that something breaks, and where it does. */
export function firstBroken(
  rules: readonly Unsupported[],
  asked: Asked,
): { readonly rule: Unsupported; readonly refusal: Refusal } | undefined {
  for (const rule of rules) {
    const refusal = rule.find(asked);
    if (refusal) return { rule, refusal };
  }
  return undefined;
}

/** InputError where a rule is broken. `name` is that of the description. */
export function refuse(rules: readonly Unsupported[], asked: Asked, name = asked.hardware.name): void {
  const broken = firstBroken(rules, asked);
  if (!broken) return;
  const { where = `${name}: ${broken.rule.key}`, found, expected } = broken.refusal;
  reject(where, `found ${found}`, `expected ${expected}`);
}
