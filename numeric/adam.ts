/** The rates at which Adam forgets, and what keeps its divisor from 0; those of the paper. */
const [first, second, least] = [0.9, 0.999, 1e-8];

/**
 * Adam (Kingma and Ba, arXiv 1412.6980, algorithm 1): moves parameters against their gradient g by
 *
 *     m = 0.9 m + 0.1 g,   v = 0.999 v + 0.001 g²,   p −= rate · m̂/(√v̂ + 1e-8),   m̂ = m/(1 − 0.9ᵗ),   v̂ = v/(1 − 0.999ᵗ)
 *
 * It remembers m and v from step to step.
 */
export class Adam {
  readonly #means: readonly Float64Array[];
  readonly #squares: readonly Float64Array[];
  #steps = 0;

  /** `parameters` are changed in place by every step. */
  constructor(readonly parameters: readonly Float64Array[]) {
    this.#means = parameters.map(({ length }) => new Float64Array(length));
    this.#squares = parameters.map(({ length }) => new Float64Array(length));
  }

  /** One step along the gradients, each as long as its parameters. */
  step(gradients: readonly Float64Array[], rate: number): void {
    this.#steps++;
    const [unbiased, unbiasedSquare] = [1 - first ** this.#steps, 1 - second ** this.#steps];
    for (const [l, values] of this.parameters.entries()) {
      const [gradient, mean, square] = [gradients[l]!, this.#means[l]!, this.#squares[l]!];
      for (let k = 0; k < values.length; k++) {
        const g = gradient[k]!;
        mean[k] = first * mean[k]! + (1 - first) * g;
        square[k] = second * square[k]! + (1 - second) * g * g;
        values[k]! -= (rate * mean[k]!) / unbiased / (Math.sqrt(square[k]! / unbiasedSquare) + least);
      }
    }
  }
}
