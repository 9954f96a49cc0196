import { cheapestAssignment } from '../numeric/assignment.js';
import { type FaultyPlace, missOf } from './fault-map.js';

/** What the error of a tile is made of. */
export interface LineErrors {
  readonly rows: number;
  readonly outputs: number;
  /** For outputs, at least as many. */
  readonly places: number;
  readonly faulty: readonly FaultyPlace[];
  /** S, signed, rows × outputs. */
  readonly wanted: Float64Array;
  /** Of each row: the mean square of what drives it. */
  readonly power: Float64Array;
  /** Of each output: the square of what it makes of 1 S. */
  readonly gain: Float64Array;
}

/** The word line of each row, and the place of each output. */
export interface Lines {
  readonly rows: Int32Array;
  readonly outputs: Int32Array;
}

/** Rows or outputs that are assigned at once; more are taken block by block in the order in which they stand, as n³ would be long. */
const mostAtOnce = 512;

/** Rows and outputs take turns at most as often. */
const mostRounds = 4;

/** A round that gains less than this share is the last. */
const leastGain = 1e-3;

/** What staying costs less than moving, as a share of the largest cost: lines move for a reason. */
const inertia = 1e-9;

/**
 * Where rows and outputs of a tile should stand, from the order in which they are: each kind by the cheapest assignment with the
 * other one left where it is, in turn. The errors are those at first, with rows moved once, and at last; none is larger than
 * the one before.
 */
export function improvedLines(errors: LineErrors): {
  readonly lines: Lines;
  readonly error: { readonly partners: number; readonly rows: number; readonly outputs: number };
} {
  let lines: Lines = { rows: inOrder(errors.rows), outputs: inOrder(errors.outputs) };
  const partners = errorOf(errors, lines);
  let error = partners;
  const take = (next: Lines): void => {
    const found = errorOf(errors, next);
    if (found < error) [lines, error] = [next, found];
  };
  const move = (kind: keyof Lines, places: number): void => {
    const costs: Costs = (things, open) => costsOf(kind, errors, lines, things, open);
    take({ ...lines, [kind]: reassigned(lines[kind], places, costs) });
  };
  const moveRows = (): void => move('rows', errors.rows);
  const moveOutputs = (): void => move('outputs', errors.places);
  if (error > 0) moveRows();
  const rows = error;
  for (let round = 0; round < mostRounds && error > 0; round++) {
    const before = error;
    moveOutputs();
    if (error > 0) moveRows();
    if (before - error <= leastGain * before) break;
  }
  return { lines, error: { partners, rows, outputs: error } };
}

const inOrder = (count: number): Int32Array => Int32Array.from({ length: count }, (_, k) => k);

/** Which thing is at each place; −1 for none. */
function holders(placeOf: Int32Array, places: number): Int32Array {
  const out = new Int32Array(places).fill(-1);
  placeOf.forEach((place, thing) => {
    out[place] = thing;
  });
  return out;
}

function errorOf(errors: LineErrors, lines: Lines): number {
  const { faulty, outputs, wanted, power, gain } = errors;
  const [rowAt, outputAt] = [holders(lines.rows, errors.rows), holders(lines.outputs, errors.places)];
  let sum = 0;
  for (const one of faulty) {
    const [i, j] = [rowAt[one.row]!, outputAt[one.place]!];
    if (j >= 0) sum += power[i]! * gain[j]! * missOf(one, wanted[i * outputs + j]!) ** 2;
  }
  return sum;
}

/** What each of some things costs at each of some places, things × places. */
type Costs = (things: readonly number[], places: readonly number[]) => Float64Array;

/** Of rows or of outputs, the others being where `lines` has them. */
function costsOf(
  kind: keyof Lines,
  errors: LineErrors,
  lines: Lines,
  things: readonly number[],
  places: readonly number[],
): Float64Array {
  const { faulty, outputs, wanted, power, gain } = errors;
  const ofRows = kind === 'rows';
  const others = ofRows ? holders(lines.outputs, errors.places) : holders(lines.rows, errors.rows);
  const at = holders(Int32Array.from(places), ofRows ? errors.rows : errors.places);
  const cost = new Float64Array(things.length * places.length);
  for (const one of faulty) {
    const other = others[ofRows ? one.place : one.row]!;
    const to = at[ofRows ? one.row : one.place]!;
    if (other < 0 || to < 0) continue;
    for (let t = 0; t < things.length; t++) {
      const [i, j] = ofRows ? [things[t]!, other] : [other, things[t]!];
      const miss = missOf(one, wanted[i * outputs + j]!);
      if (miss > 0) cost[t * places.length + to]! += power[i]! * gain[j]! * miss * miss;
    }
  }
  return cost;
}

/** The cheapest places of things that are at `placeOf` now: of all at once, or of a block of them and what places are free. */
function reassigned(placeOf: Int32Array, places: number, costs: Costs): Int32Array {
  const out = placeOf.slice();
  const order = [...inOrder(placeOf.length)].sort((a, b) => placeOf[a]! - placeOf[b]!);
  for (let start = 0; start < order.length; start += mostAtOnce) {
    const things = order.slice(start, start + mostAtOnce);
    const held = holders(out, places);
    const own = new Set(things);
    const open = [...inOrder(places)].filter(place => held[place]! < 0 || own.has(held[place]!));
    const cost = costs(things, open);
    const away = inertia * cost.reduce((most, value) => Math.max(most, value), 0);
    for (const [t, thing] of things.entries())
      for (let p = 0; p < open.length; p++) if (open[p] !== out[thing]) cost[t * open.length + p]! += away;
    cheapestAssignment(cost, things.length, open.length).forEach((p, t) => {
      out[things[t]!] = open[p]!;
    });
  }
  return out;
}
