// Straight-line SIMD functions, several calls side by side. A call of expTwo or logTwo is one long chain in which every
// step waits for the one before, and the processor's window holds the instructions of two or three calls at most. With the
// statements of four calls in turn there is always one that need not wait: half the time per number.
//
// It is done to the source, so that the formula stands there once.

const chains = 4;

/**
 * AssemblyScript of a function that does to four vectors what `name`, a function of one vector `x` in `source`, does to
 * one, and leaves the results at `out`. The body of `name` must be `const` statements, a line each, and a `return`.
 */
export function interleaved(source, name, newName) {
  const [, body] = new RegExp(`export function ${name}\\(x: v128\\): v128 \\{\n([\\s\\S]*?)\n\\}`).exec(source) ?? [];
  if (!body) throw new Error(`interleave: found no function ${name}(x: v128): v128`);
  const lines = body.split('\n').map(line => line.replace(/\s*\/\/.*$/, '').trim());
  const steps = lines.filter(Boolean).map(line => {
    const [, own, value] = /^(?:const (\w+) =|return) (.*);$/.exec(line) ?? [];
    if (!value) throw new Error(`interleave: ${name}: expected "const … = …;" or "return …;", found "${line}"`);
    return { own, value };
  });
  const own = new Set(['x', ...steps.flatMap(step => step.own ?? [])]);
  const inChain = (text, chain) => text.replace(/\b\w+\b/g, word => (own.has(word) ? `${word}_${chain}` : word));
  const each = write => Array.from({ length: chains }, (_, chain) => write(chain));
  return [
    '@inline',
    `export function ${newName}(${each(chain => `x_${chain}: v128`).join(', ')}, out: usize): void {`,
    ...steps.flatMap(step =>
      each(chain =>
        step.own
          ? `  const ${step.own}_${chain} = ${inChain(step.value, chain)};`
          : `  v128.store(out, ${inChain(step.value, chain)}, ${16 * chain});`,
      ),
    ),
    '}',
  ].join('\n');
}
