import test from 'ava';
import { type NeuronSpiceJob, neuronRun, neuronVerdict, validateNeurons } from '../../../sim/spice/neurons.js';
import { SpicePool } from '../../../sim/spice/pool.js';
import { pcm } from '../../compiler/builders.js';
import { lif } from '../../models/builders.js';
import { wired } from '../coders.js';
import { analog, circuitNeurons, type SpikingChip, spikingChip } from '../spiking-chips.js';

const job = ({ program, set }: SpikingChip, change: Partial<NeuronSpiceJob> = {}): NeuronSpiceJob => ({
  ...{ program, layer: 'cells', series: set.series[0]!, steps: 30, time: 0 },
  ...change,
});

const models = circuitNeurons(4);
const jobs = models.map(neuron => job(spikingChip(neuron, 4, { back: 'threshold' in neuron ? 0.5 : 0 })));
const all = validateNeurons(jobs, { workers: 1 });

for (const [k, neuron] of models.entries()) {
  const how = ['discretisation' in neuron ? neuron.discretisation : '', 'reset' in neuron ? neuron.reset : ''].join(
    ' ',
  );
  test(`in ngspice the circuit does what the model says: ${neuron.model} ${how}`, async t => {
    const { status, worst, spice, reference, spikes, message } = (await all)[k]!;
    t.is(status, 'agrees', message);
    // The trapezoidal rule at 80 points to a radian, through 30 steps, and the tails of 20 time constants.
    t.true(worst < 2e-4, `${worst}`);
    if (!('threshold' in neuron)) return t.is(spice, null);
    t.true(spikes > 2);
    t.deepEqual([spice!.differing, reference!.differing], [0, 0]);
  });
}

test('PCM with wires, cell by cell and reduced; some neurons alone among the spikes of the others', async t => {
  const neuron = lif(6, { timeConstant: new Float64Array(6).fill(5) });
  const chip = spikingChip(neuron, 6, { by: 0.5, back: 0.3, on: { device: pcm(), array: wired } });
  const verdicts = await validateNeurons([
    job(chip),
    job(chip, { reduced: true }),
    job(chip, { units: 2, time: 3600 }),
  ]);
  const [cells, reduced, some] = verdicts;
  t.deepEqual([cells!.reduced, reduced!.reduced], [false, true]);
  for (const { status, worst, spikes, message } of verdicts) {
    t.is(status, 'agrees', message);
    t.true(spikes > 2);
    t.true(worst < 2e-4, `${worst}`);
  }
  t.is(cells!.spikes, reduced!.spikes);
  t.deepEqual([some!.units, some!.width], [2, 6]);
});

test('a refractory time holds a neuron in the circuit too', async t => {
  const neuron = lif(3, { threshold: new Float64Array(3).fill(0.05) });
  const spikes = async (refractorySteps: number) => {
    const chip = spikingChip(neuron, 3, { on: { neurons: { ...analog, refractorySteps } } });
    const [verdict] = await validateNeurons([job(chip)]);
    t.is(verdict!.status, 'agrees', verdict!.message);
    return verdict!.spice!.spikes;
  };
  const [free, held] = [await spikes(0), await spikes(4)];
  t.true(held < free, `${held}, ${free}`);
});

test('a circuit that is another one differs, and says where; one that takes too long or is cancelled fails', async t => {
  const chip = spikingChip(models[2]!, 4);
  const pool = new SpicePool({ workers: 1 });
  const run = await neuronRun(pool, job(chip));
  await pool.close();
  t.is(neuronVerdict('cells', run, 0).status, 'differs');
  // A spike too many at step 3 of neuron 1, far from its threshold.
  const outputs = run.spice!.outputs.map((z, k) => (k === 3 * 4 + 1 ? 1 - z : z));
  const verdict = neuronVerdict('cells', { ...run, spice: { ...run.spice!, outputs } });
  t.is(verdict.status, 'differs');
  const { step, neuron, margin } = verdict.spice!.parting!;
  t.deepEqual([step, neuron], [3, 1]);
  t.true(margin > 1e-3);
  // The same is no fault where membranes are that near.
  t.is(neuronVerdict('cells', { ...run, spice: { ...run.spice!, outputs } }, 1.01 * margin).status, 'agrees');
  const [slow] = await validateNeurons([job(chip)], { timeoutSeconds: 1e-3 });
  t.is(slow!.status, 'failed');
  t.regex(slow!.message!, /no answer within 0\.001 s/);
  const [cancelled] = await validateNeurons([job(chip)], { signal: AbortSignal.abort() });
  t.regex(cancelled!.message!, /cancelled/);
});
