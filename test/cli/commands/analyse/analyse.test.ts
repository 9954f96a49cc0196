import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { parseXml } from '../../../report/xml.js';
import { nativeAvailable, runNative } from '../../../sim/spice/native.js';
import { answer, documented, ohmweave, refused } from '../../ohmweave.js';

const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
const write = (name: string, content: object): void => writeFileSync(join(folder, name), JSON.stringify(content));
const text = (name: string): string => readFileSync(join(folder, name), 'utf8');

const array = {
  conductance: [[40e-6, 90e-6], [60e-6, 70e-6]], // biome-ignore format: one thing
  wordLineResistance: 10,
  bitLineResistance: 10,
  wireTemperatureCoefficient: 0.004,
  capacitance: { wordLine: '1 fF', bitLine: '1 fF' },
  inputs: [[0.2, 0.1]],
};
write('array.json', array);
write('plain.json', { ...array, wireTemperatureCoefficient: 0, capacitance: {} });
write('sinh.json', { ...array, cells: { law: 'sinh', b: 2 } });
const { inputs: _, ...undriven } = array;
write('write.json', {
  ...{ ...undriven, conductance: [[2e-3, 5e-3], [5e-3, 2e-3]] }, // biome-ignore format: one thing
  write: { cell: [0, 1], volts: 0.2, scheme: 'V/2' },
});

// What other analyses have, by the beginnings of their names in docs/json-output.md.
const ofAc = ['row', 'hertz', 'columns[].rest', 'columns[].magn', 'columns[].phase', 'columns[].band', 'columns[].simulatedBand']; // biome-ignore format: one thing
const ofCurrents = ['device', 'ageSeconds', 'ngspiceA', 'simulatedA'];
const ofChips = ['seeds', 'columns[].ngspice.', 'columns[].simulated.'];
const ofTemperature = ['wireT', 'kelvin'];
const ofPulses = ['model', 'pulses', 'width', 'edge', 'gap', 'cells'];

test('--ac: bandwidths, a drawing, and a netlist for any ngspice', t => {
  const json = answer(t, folder, ['analyse', 'array.json', '--ac', '1', '--plot', 'ac.svg', '--netlist', 'ac.cir']);
  documented(t, 'analyse', json, [...ofCurrents, ...ofChips, ...ofTemperature, ...ofPulses]);
  for (const { bandwidthHertz, simulatedBandwidthHertz, magnitudeSiemens } of json.columns) {
    t.true(Math.abs(bandwidthHertz / simulatedBandwidthHertz - 1) < 1e-6);
    t.is(magnitudeSiemens.length, json.hertz.length);
  }
  t.true(json.worst < 1e-9);
  t.notThrows(() => parseXml(text('ac.svg')));
  if (nativeAvailable()) t.true(runNative(text('ac.cir')).complex);
});

test('--monte-carlo: chips by their seeds', t => {
  const chips = ['analyse', 'array.json', '--monte-carlo', '3', '--device', 'rram-hfo2-radar', '--plot', 'mc.svg'];
  const json = answer(t, folder, [...chips, '--seed', '5', '--age', '1 h']);
  documented(t, 'analyse', json, [...ofAc, ...ofTemperature, ...ofPulses]);
  t.deepEqual(json.seeds, [5, 6, 7]);
  t.is(json.ageSeconds, 3600);
  const next = answer(t, folder, [...chips, '--seed', '6', '--age', '1 h']);
  t.deepEqual(next.simulatedAmperes[0], json.simulatedAmperes[1]);
  t.notThrows(() => parseXml(text('mc.svg')));
});

test('--temperature: wires alone, and with devices', t => {
  const list = ['--temperature', '300 K, 400 K'];
  const wires = answer(t, folder, ['analyse', 'array.json', ...list, '--plot', 't.svg']);
  documented(t, 'analyse', wires, [...ofAc, ...ofChips, ...ofPulses]);
  t.is(wires.device, null);
  t.true(wires.ngspiceAmperes[1][0] < wires.ngspiceAmperes[0][0]);
  const both = answer(t, folder, ['analyse', 'array.json', ...list, '--device', 'rram-hfo2-radar', '--age', '1 h']);
  t.is(both.device, 'rram-hfo2-radar');
  t.not(both.ngspiceAmperes[0][0], wires.ngspiceAmperes[0][0]);
  t.notThrows(() => parseXml(text('t.svg')));
});

test('netlists say what to expect of them', t => {
  const written = (...args: string[]) => answer(t, folder, ['analyse', 'array.json', ...args, '--netlist', 'e.cir']);
  /** The numbers after the line that begins with "Expect". */
  const expected = (): number[] => {
    const lines = text('e.cir').split('\n');
    const at = lines.findIndex(line => line.startsWith('* Expect: '));
    return (lines[at + 1] ?? '').replace(/^\* (read 0:)?/, '').trim().split(' ').map(Number); // biome-ignore format: one thing
  };
  const warm = written('--temperature', '300 K, 400 K');
  t.deepEqual(expected(), warm.simulatedAmperes[1]);
  const chips = written('--monte-carlo', '3', '--device', 'rram-hfo2-radar');
  t.deepEqual(expected(), chips.simulatedAmperes[0]);
  const { columns } = written('--ac', '1');
  expected().forEach((siemens, j) => {
    t.true(Math.abs(siemens / columns[j].magnitudeSiemens[0] - 1) < 1e-6);
  });
  const pulses = ['analyse', 'write.json', '--pulses', '1', '--model', 'vteam', '--width', '20 ns'];
  const { cells } = answer(t, folder, [...pulses, '--netlist', 'e.cir']);
  // VTEAM's state is a width of 0 to 3 nm, at 1 V for 1 nm.
  t.is(expected().length, cells.length);
  expected().forEach((volts, k) => {
    t.true(Math.abs(volts - cells[k].stateAfter / 1e-9) < 3e-3);
  });
});

test('--pulses: every cell before and after', t => {
  const json = answer(t, folder, ['analyse', 'write.json', '--pulses', '2', '--model', 'vteam', '--width', '20 ns', '--plot', 'p.svg']); // biome-ignore format: one thing
  documented(t, 'analyse', json, [...ofAc, ...ofCurrents, ...ofChips, ...ofTemperature]);
  t.deepEqual(json.cells.map((cell: { role: string }) => cell.role), ['same word line', 'selected', 'unselected', 'same bit line']); // biome-ignore format: one thing
  t.true(json.cells[1].afterSiemens < json.cells[1].beforeSiemens);
  t.is(json.gapSeconds, 20e-9);
  t.notThrows(() => parseXml(text('p.svg')));
});

test('what does not go together is refused', t => {
  const bad = (args: readonly string[], message: string): void => refused(t, folder, ['analyse', ...args], message);
  const one = 'expected one of --ac, --monte-carlo, --temperature, --pulses';
  bad(['array.json'], `analyse: found no analysis; ${one}`);
  bad(['array.json', '--ac', '0', '--pulses', '1'], `analyse: found --ac and --pulses; ${one}`);
  bad(
    ['array.json', '--ac', '0', '--device', 'pcm'],
    '--device: found it with --ac; expected it with an analysis that depends on it',
  );
  bad(['array.json', '--ac', '2'], '--ac: found row 2; expected a whole number from 0 to 1');
  bad(
    ['plain.json', '--ac', '0'],
    'plain.json: found no capacitance; expected at least one > 0 F: nothing else depends on the frequency',
  );
  bad(
    ['plain.json', '--temperature', '350 K'],
    '--temperature: found nothing that depends on it; expected --device, or "wireTemperatureCoefficient" in plain.json',
  );
  bad(
    ['array.json', '--monte-carlo', '2'],
    '--monte-carlo: found no --device; expected one: chips differ in their devices',
  );
  bad(
    ['sinh.json', '--monte-carlo', '2', '--device', 'pcm'],
    'sinh.json: cells: found cells that follow a law; expected none: with --device it says how cells conduct',
  );
  bad(
    ['array.json', '--pulses', '2', '--model', 'vteam', '--width', '1 ns'],
    'array.json: found no "write"; expected the cell, the volts and the scheme of the pulses',
  );
  bad(
    ['write.json', '--pulses', '2', '--model', 'vteam'],
    '--width: found none; expected the time of a pulse such as "100 ns"',
  );
  bad(['array.json', '--ac', '0', '--plot', 'x.png'], 'x.png: found another kind of file; expected a name that ends in .svg'); // biome-ignore format: one thing
});

test('the text says how far apart the two are', t => {
  const { stdout, code } = ohmweave(folder, ['analyse', 'array.json', '--ac', '0', '-q']);
  t.is(code, 0);
  t.regex(stdout, /^ngspice and the simulator agree within 10⁻⁹ of the largest$/m);
});
