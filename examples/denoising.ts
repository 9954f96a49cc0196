// Denoising by sparse coding: natural patches with Gaussian noise, coded by the LCA in a dictionary learned from other
// pictures. Run it: node node_modules/ohmweave/dist/examples/denoising.js FOLDER_OF_PGM [batches to learn from [patches]]
import {
  chooseFactor,
  denoise,
  type Image,
  type NoisyPatches,
  noisyPatches,
  patchInputs,
  readImages,
  sparseCodes,
  trainCoder,
} from 'ohmweave';

const [folder, batches = '400', count = '500'] = process.argv.slice(2);
if (!folder) throw new Error('expected a folder of .pgm files');
const deviations = [0.1, 0.2, 0.3, 0.4, 0.5];
const factors = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5];
const side = 12;

const images = readImages(folder);
if (images.length < 3) throw new Error(`found ${images.length} pictures in ${folder}, expected at least 3`);
// Every fourth picture is kept to report on; nothing is learned or chosen from it.
const kept = images.filter((_, k) => k % 4 === 1);
const others = images.filter((_, k) => k % 4 !== 1);
const patchesOf = (pictures: readonly Image[], seed: number): NoisyPatches[] =>
  deviations.map(deviation => noisyPatches(pictures, { side, count: Number(count), deviation, seed }));

const { coder } = trainCoder(patchInputs(others, { side, cutoff: undefined, seed: 1 }), {
  ...{ name: 'denoiser', atoms: 256, form: 'gram', iterations: 100, seed: 1, batches: Number(batches), batchSize: 200 },
  threshold: { shape: 'soft', signs: 'both' },
});
const atoms = coder.weights;
const code = (inputs: typeof atoms, level: number) =>
  sparseCodes(atoms, inputs, { threshold: { ...coder.threshold, level }, step: coder.step, iterations: 200 }).codes;

const factor = chooseFactor(atoms, patchesOf(others, 2), factors, code);
console.log(
  `λ = ${factor}·σ, which is best on the pictures that were learned from. Of ${count} patches of ${kept.length} others:`,
);
for (const patches of patchesOf(kept, 3)) {
  const { deviation, before, after, active } = denoise({ ...patches, atoms, level: factor * patches.deviation }, code);
  console.log(
    `σ = ${deviation}: ${before.toFixed(1)} dB before, ${after.toFixed(1)} dB after, ${(100 * active).toFixed(2)} % active`,
  );
}
