import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { writeProgram } from '../../../../compiler/program-file.js';
import { lif } from '../../../models/builders.js';
import { spikingChip } from '../../../sim/spiking-chips.js';
import { answer, documented, ohmweave } from '../../ohmweave.js';

const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
const { program } = spikingChip(lif(3), 3, { back: 0.5, steps: 12 });
writeProgram(join(folder, 'net.owp'), program, '0');

test('layers of neurons that are circuits are followed beside their tiles', t => {
  const json = answer(t, folder, ['validate', 'net.owp', '--vectors', '1', '--steps', '10']);
  documented(t, 'validate of neurons', { command: '', version: '', neurons: json.neurons });
  const [layer, ...others] = json.neurons;
  t.deepEqual(others, []);
  t.deepEqual([layer.name, layer.inputs, layer.units, layer.width, layer.steps], ['cells', 5, 3, 3, 10]);
  t.deepEqual([layer.status, layer.spice.differing, layer.reference.parting], ['agrees', 0, null]);
  const { code, stdout } = ohmweave(folder, ['validate', 'net.owp', '--vectors', '1', '--units', '2', '--reduced']);
  t.is(code, 0);
  t.regex(stdout, /cells +2 of 3 +12 +\d+ cells, reduced +agrees/);
  t.regex(stdout, /the only layer of neurons agrees/);
});

test('a layer is written by its own name or that of its weights; estimate and run take it too', t => {
  for (const [name, first] of [
    ['cells', 'cells.cir'],
    ['synapses', 'synapses.cir'],
  ] as const) {
    const written = answer(t, folder, ['netlist', 'net.owp', '-o', name, '--layer', name, '--steps', '4']);
    t.deepEqual(
      written.layers.map(({ file, analysis }: Record<string, unknown>) => [file, analysis]),
      [
        [join(name, first), 'dc'],
        [join(name, 'cells.neurons.cir'), 'tran'],
      ],
    );
  }
  const text = readFileSync(join(folder, 'cells', 'cells.neurons.cir'), 'utf8');
  t.regex(text, /^\* cells: 3 neurons over 5 inputs as a circuit, written by Ohmweave\.$/m);
  t.true(existsSync(join(folder, 'synapses', 'cells.neurons.cir')));
  const { stdout } = ohmweave(folder, ['netlist', 'net.owp', '-o', 'x', '--layer', 'all', '--dialect', 'xyce']);
  t.regex(stdout, /cells: its neurons are written for ngspice only/);
  t.true(
    answer(t, folder, ['estimate', 'net.owp']).notes.some((note: string) => note.includes('Neurons are circuits')),
  );
  const refused = ohmweave(folder, ['netlist', 'net.owp', '-o', 'y', '--layer', 'none']);
  t.is(refused.code, 2);
});
