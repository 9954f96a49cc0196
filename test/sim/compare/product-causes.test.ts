import test from 'ava';
import type { Hardware } from '../../../compiler/hardware.js';
import type { Program } from '../../../compiler/program-record.js';
import { fault } from '../../../devices/device.js';
import { referenceEngine } from '../../../models/execute.js';
import { mvmNodes } from '../../../models/graph.js';
import { randomStream } from '../../../numeric/random.js';
import { causes, type ProductCauses, productCauses } from '../../../sim/compare/product-causes.js';
import { chip, hardware, pcm } from '../../compiler/builders.js';
import { linear, steps } from '../builders.js';

const draws = randomStream(1, 'causes');
const weights = Array.from({ length: 6 }, (_, j) => Array.from({ length: 12 }, (_, i) => draws.normal(20 * j + i)));
const inputs = Array.from({ length: 40 }, (_, k) =>
  Array.from({ length: 12 }, (_, i) => draws.normal(1000 + 20 * k + i)),
);
const x = Float64Array.from(inputs.flat());

const onChip = (change: Partial<Hardware> = {}): Program => chip(linear(weights), hardware(change), steps(inputs), 1);
const ofFloat64 = (program: Program, u = x): Float64Array =>
  referenceEngine().mvm(mvmNodes(program.graph)[0]!, u, inputs.length, 0);
function found(program: Program, time = 0, reference = ofFloat64(program)): ProductCauses {
  return productCauses(program.plans[0]!, mvmNodes(program.graph)[0]!, program, time, x, inputs.length, reference);
}
/** The causes that have more than rounding to them. */
const at = ({ share }: ProductCauses): string[] => causes.filter(cause => share[cause] > 1e-9);

test('nothing is to blame on ideal hardware', t => {
  t.deepEqual(at(found(onChip())), []);
});

test('each cause is found where it is the only one', t => {
  const array = { ...hardware().array, wordLineResistance: 5, bitLineResistance: 5 };
  t.deepEqual(at(found(onChip({ array }))), ['wires']);
  t.deepEqual(at(found(onChip({ adc: { bits: 6, headroom: 1.1, shared: 8 } }))), ['converters']);
  t.deepEqual(at(found(onChip({ device: pcm() }))), ['devices']);
  t.deepEqual(at(found(onChip({ imperfections: { levels: 8, stuckLow: 0, stuckHigh: 0 } }))), ['mapping']);
});

test('inputs that are wrong already are told apart from what the product itself does', t => {
  const program = onChip();
  const right = ofFloat64(
    program,
    x.map(value => 0.5 * value),
  );
  const causesFound = found(program, 0, right);
  t.deepEqual(at(causesFound), ['inputs']);
  // Twice what is right: wrong by itself, whose rms over its spread is 1 but for a mean near 0.
  t.true(Math.abs(causesFound.share.inputs - 1) < 0.05, `${causesFound.share.inputs}`);
});

test('devices that drift are to blame later, not at first', t => {
  const program = onChip({ device: pcm({ programming: 0, readNoise: 0 }) });
  t.deepEqual(at(found(program)), []);
  t.deepEqual(at(found(program, 86400)), ['devices']);
});

test('one stuck device is found: its tile, row and output', t => {
  const program = onChip({ device: pcm({ programming: 0, drift: 0, readNoise: 0 }) });
  const plan = program.plans[0]!;
  const tile = plan.tiles[0]!;
  const columns = 2 * (tile.outputEnd - tile.outputStart);
  const [row, output] = [7, 4];
  const cell = row * columns + 2 * output;
  const faults = tile.cells.faults.slice();
  const programmed = tile.cells.programmed.slice();
  faults[cell] = fault.stuckHigh;
  programmed[cell] = 25e-6;
  const broken = { ...plan, tiles: [{ ...tile, cells: { ...tile.cells, faults, programmed } }] };
  const { main, place } = productCauses(
    broken,
    mvmNodes(program.graph)[0]!,
    program,
    0,
    x,
    inputs.length,
    ofFloat64(program),
  );
  t.is(main, 'devices');
  t.deepEqual([place.tile, place.row, place.output], [tile.name, row, output]);
  t.true(place.rowShare > 0.999);
});
