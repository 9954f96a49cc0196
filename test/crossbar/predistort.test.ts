import test from 'ava';
import fc from 'fast-check';
import { signedCells } from '../../compiler/signs.js';
import { crossbarArray } from '../../crossbar/array.js';
import { solveOutputs } from '../../crossbar/line-pcg.js';
import { effectiveOperator } from '../../crossbar/operator.js';
import { predistortedCells } from '../../crossbar/predistort.js';
import { plainCells, type SignedCells } from '../../crossbar/signed-cells.js';
import { randomStream } from '../../numeric/random.js';

const [gMin, gMax] = [1e-6, 1e-4];
const forms: Readonly<Record<string, (outputs: number) => SignedCells>> = {
  plain: outputs => plainCells(outputs, gMin, gMax),
  pairs: outputs => signedCells('differential pair', outputs, { gMin, gMax }),
  reference: outputs => signedCells('dummy column', outputs, { gMin, gMax }),
};

const wires = (rows: number, form: SignedCells, ohm: number) => {
  const cols = form.cells(new Float64Array(rows * form.outputs)).length / rows;
  return crossbarArray(rows, cols, new Float64Array(rows * cols), { wordLine: ohm, bitLine: ohm, driver: 10 });
};

/** Values (S) inside a form's bounds, uniform. */
function values(rows: number, { outputs, low, high }: SignedCells, seed: number): Float64Array {
  const stream = randomStream(seed, 'predistort test');
  return Float64Array.from({ length: rows * outputs }, (_, k) => low + (high - low) * stream.uniform(k));
}

const operatorOf = (array: ReturnType<typeof wires>, conductance: Float64Array, form: SignedCells): Float64Array =>
  form.combine(effectiveOperator({ ...array, conductance }).transfer.data);

for (const [name, of] of Object.entries(forms)) {
  test(`${name}: what the window does not cut off comes out as wanted, wires included`, t => {
    const property = fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 7 }),
      fc.double({ min: 0.01, max: 30, noNaN: true }),
      fc.nat(1e6),
      (rows, outputs, ohm, seed) => {
        const form = of(outputs);
        const array = wires(rows, form, ohm);
        const wanted = values(rows, form, seed);
        const found = predistortedCells(array, wanted, form, { tolerance: 1e-9 });
        if (!found.converged) throw new Error(`not converged: ${found.after.inside}`);
        const operator = operatorOf(array, found.conductance, form);
        const cut = new Set(found.clipped);
        const scale = Math.sqrt(wanted.reduce((sum, d) => sum + d * d, 0) / wanted.length);
        operator.forEach((siemens, k) => {
          const error = Math.abs(siemens - found.share[k % outputs]! * wanted[k]!);
          // An RMS of 1e-9 over n values bounds each of them by 1e-9·√n.
          if (!cut.has(k) && error > 1e-9 * scale * Math.sqrt(wanted.length)) throw new Error(`${k}: ${error} S`);
        });
        for (const siemens of found.conductance)
          if (siemens < gMin * (1 - 1e-12) || siemens > gMax * (1 + 1e-12)) throw new Error(`${siemens} S written`);
      },
    );
    t.notThrows(() => fc.assert(property, { numRuns: 30 }));
  });
}

test('without wire resistance nothing changes', t => {
  const form = signedCells('differential pair', 3, { gMin, gMax });
  const array = crossbarArray(4, 6, new Float64Array(24), { wordLine: 0, bitLine: 0 });
  const wanted = values(4, form, 1);
  const { conductance, share, before, clipped } = predistortedCells(array, wanted, form);
  t.true(conductance.every((g, k) => Math.abs(g - form.cells(wanted)[k]!) < 1e-18));
  t.true(share.every(one => one === 1));
  t.true(before.asWritten < 1e-15);
  t.deepEqual(clipped, []);
});

test('the solver of single inputs agrees, on an array with half its currents lost', t => {
  const form = signedCells('differential pair', 32, { gMin, gMax });
  const array = wires(64, form, 10);
  const wanted = values(64, form, 2);
  const { conductance, share, before, after } = predistortedCells(array, wanted, form, { tolerance: 1e-10 });
  t.true(before.asWritten > 0.4);
  t.true(after.all < 1e-10);
  const drive = Float64Array.from({ length: 64 }, (_, i) => Math.sin(i));
  const found = form.combine(solveOutputs({ ...array, conductance }, drive, { tolerance: 1e-12 }).outputs);
  const expected = new Float64Array(32);
  wanted.forEach((d, k) => {
    expected[k % 32]! += share[k % 32]! * d * drive[Math.floor(k / 32)]!;
  });
  const largest = expected.reduce((most, amps) => Math.max(most, Math.abs(amps)), 0);
  found.forEach((amps, j) => {
    t.true(Math.abs(amps - expected[j]!) < 1e-8 * largest);
  });
});

test('more resistive wires leave less of the scale; outputs with a share of their own leave none with less', t => {
  const form = signedCells('differential pair', 8, { gMin, gMax });
  const wanted = values(16, form, 3);
  const shareAt = (ohm: number) => predistortedCells(wires(16, form, ohm), wanted, form).share[0]!;
  const shares = [1, 3, 10, 30, 100].map(shareAt);
  for (let k = 1; k < shares.length; k++) t.true(shares[k]! < shares[k - 1]!);
  const own = predistortedCells(wires(16, form, 30), wanted, form, { perOutput: true });
  t.true(own.converged);
  t.true(Math.max(...own.share) > 1.2 * shares[3]!);
});

test('values that the window cuts off are listed, and the others are right', t => {
  const form = plainCells(16, gMin, gMax);
  const wanted = values(16, form, 4);
  // Near the drivers a value of gMin needs less than gMin at this share.
  wanted[0] = gMin;
  const found = predistortedCells(wires(16, form, 10), wanted, form, { share: 0.5 });
  t.true(found.clipped.includes(0));
  t.true(found.converged && found.after.inside < 1e-5 && found.after.all > 10 * found.after.inside);
});

test('devices that may be off are written all the same', t => {
  const form = signedCells('differential pair', 6, { gMin: 0, gMax });
  const wanted = values(6, form, 5).map((d, k) => (k % 4 === 0 ? 0 : d));
  const found = predistortedCells(wires(6, form, 10), wanted, form, { tolerance: 1e-8 });
  t.true(found.converged);
});

test('values that do not fit the array are refused', t => {
  const form = plainCells(4, gMin, gMax);
  t.throws(() => predistortedCells(wires(4, form, 1), new Float64Array(15), form), { message: /15 wanted values/ });
});
