import type { Layer } from './network.js';

/** A name that a network file takes and that no layer has. */
export function freeName(name: string, layers: readonly Layer[]): string {
  const plain = name.replace(/[^\w-]/g, '_');
  const base = /^[A-Za-z]/.test(plain) && plain !== 'input' ? plain : `n${plain}`;
  const taken = new Set(layers.map(layer => layer.name));
  for (let k = 1; ; k++) {
    const candidate = k === 1 ? base : `${base}_${k}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** Without `from` where it names the layer before. */
export function plainSource(layer: Layer, i: number, layers: readonly Layer[]): Layer {
  const { from, ...rest } = layer;
  return from?.length === 1 && from[0] === (layers[i - 1]?.name ?? 'input') ? (rest as Layer) : layer;
}
