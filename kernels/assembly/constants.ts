/**
 * A number in both lanes, from memory: as an immediate, V8 would build it of three instructions at every use. `table` is a
 * `memory.data<f64>` of constants, and what stands at `index` of it is loaded.
 */
@inline
export function both(table: usize, index: usize): v128 {
  return v128.load64_splat(table + 8 * index);
}
