// A sparse coder of whole images from a dictionary of patches: its atoms at every STRIDE-th pixel both ways, one small array
// that is read at each position. The dictionary is a network of `ohmweave train lca --patch …`. Run it:
// node node_modules/ohmweave/dist/examples/convolutional-coder.js DICTIONARY.json IMAGE_SIDE STRIDE OUTPUT.json
import { type LcaLayer, readNetwork, usualConvolutionStep, type Windows, writeNetwork } from 'ohmweave';

const [dictionary, side, stride, output] = process.argv.slice(2);
if (!dictionary || !output) throw new Error('expected DICTIONARY.json IMAGE_SIDE STRIDE OUTPUT.json');
const { name, input, layers } = readNetwork(dictionary);
const coder = layers[0];
if (coder?.type !== 'lca' || !input.image) throw new Error(`${dictionary} is no coder of patches`);

const image = { rows: Number(side), columns: Number(side) };
const windows: Windows = { image, channels: 1, kernel: input.image, stride: Number(stride), padding: 'valid' };
// Atoms overlap with those of other positions, so that steps must be smaller than on single patches.
const step = usualConvolutionStep(coder.weights, windows);
const layer: LcaLayer = { ...coder, windows, step, form: 'residual' };
const channels = image.rows * image.columns;
writeNetwork({ name: `${name}, by windows`, input: { channels, normalize: 'none', image }, layers: [layer] }, output);
console.log(`wrote ${output}: step ${step.toPrecision(3)} where single patches have ${coder.step.toPrecision(3)}`);
