import { formatJson, type Json } from '../edge/json.js';

/** What a command found out: once as text for people, once as an object for programs (docs/json-output.md). */
export interface Answer {
  readonly text: string;
  readonly json: { readonly [name: string]: Json | undefined };
  /** False where a check failed; the exit code is then 1. */
  readonly passed?: boolean;
}

export type Format = 'text' | 'json';

/** Exit codes; everything but `good` comes with a message on stderr or in the answer. */
export const exitCode = { good: 0, checkFailed: 1, usage: 2, internal: 70, interrupted: 130 } as const;

/** An answer as it goes to stdout. */
export function formatAnswer(answer: Answer, format: Format): string {
  return `${format === 'json' ? formatJson(answer.json) : answer.text}\n`;
}

/** A number JSON can hold: null for NaN and infinities. */
export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
