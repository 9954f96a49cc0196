// The exports of the WebAssembly module; one file per kernel.
export function kernelsVersion(): i32 {
  return 1;
}
