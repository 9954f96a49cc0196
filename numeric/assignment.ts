/**
 * The cheapest assignment of each of `count` things to a place of its own among `places` ≥ count: which place each has, with the
 * least Σ cost[thing · places + place]. Shortest augmenting paths with potentials (R. Jonker, A. Volgenant, Computing 38
 * (1987) 325; the Hungarian method), O(count²·places).
 *
 * RangeError where there are fewer places than things, or a cost is not a finite number.
 */
export function cheapestAssignment(cost: Float64Array, count: number, places: number): Int32Array {
  if (count > places) throw new RangeError(`${count} things for ${places} places`);
  if (cost.length !== count * places) throw new RangeError(`${cost.length} costs for ${count} × ${places}`);
  if (!cost.every(Number.isFinite)) throw new RangeError('costs must be finite');
  const thingPotential = new Float64Array(count);
  const placePotential = new Float64Array(places);
  const holder = new Int32Array(places).fill(-1);
  const distance = new Float64Array(places);
  /** The place before on the shortest path, −1 at its start. */
  const before = new Int32Array(places);
  const settled = new Uint8Array(places);

  for (let start = 0; start < count; start++) {
    distance.fill(Infinity);
    before.fill(-1);
    settled.fill(0);
    let thing = start;
    let from = -1;
    let reached = 0;
    for (;;) {
      let nearest = -1;
      for (let place = 0; place < places; place++) {
        if (settled[place]) continue;
        const reduced = cost[thing * places + place]! - thingPotential[thing]! - placePotential[place]!;
        if (reached + reduced < distance[place]!) {
          distance[place] = reached + reduced;
          before[place] = from;
        }
        if (nearest < 0 || distance[place]! < distance[nearest]!) nearest = place;
      }
      reached = distance[nearest]!;
      settled[nearest] = 1;
      from = nearest;
      if (holder[nearest]! < 0) break;
      thing = holder[nearest]!;
    }
    // Potentials first, while holders are still those of the search.
    thingPotential[start]! += reached;
    for (let place = 0; place < places; place++) {
      if (!settled[place] || place === from) continue;
      thingPotential[holder[place]!]! += reached - distance[place]!;
      placePotential[place]! -= reached - distance[place]!;
    }
    for (let place = from; place >= 0; ) {
      const previous = before[place]!;
      holder[place] = previous < 0 ? start : holder[previous]!;
      place = previous;
    }
  }
  const out = new Int32Array(count);
  holder.forEach((thing, place) => {
    if (thing >= 0) out[thing] = place;
  });
  return out;
}
