import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { parseSettings } from '../../../models/reservoirs/settings.js';
import { reservoirNamed } from '../../../models/reservoirs/table.js';

const mars = reservoirNamed('mars');

test('settings are read from text; penalties are one list', t => {
  const texts = ['units=40', 'ridge=1e-3,1', 'integrator=euler', 'gamma=0.9', 'normalize=series'];
  t.deepEqual(parseSettings(mars, texts), [
    { units: 40, ridge: [1e-3, 1], integrator: 'euler', gamma: 0.9, normalize: 'series' },
  ]);
  t.deepEqual(parseSettings(mars, ['ridge=0.01']), [{ ridge: [0.01] }]);
  t.deepEqual(parseSettings(mars, []), [{}]);
});

test('lists give every combination', t => {
  t.deepEqual(parseSettings(mars, ['delta=0.1,0.2', 'encoderScale=inputs,omega']), [
    { delta: 0.1, encoderScale: 'inputs' },
    { delta: 0.1, encoderScale: 'omega' },
    { delta: 0.2, encoderScale: 'inputs' },
    { delta: 0.2, encoderScale: 'omega' },
  ]);
});

test('bad settings say what would be right', t => {
  const bad = (setting: string, message: RegExp) =>
    t.throws(() => parseSettings(mars, [setting]), { instanceOf: InputError, message });
  bad('units', /^--set: found units; expected key=value/);
  bad('unit=3', /^--set: unknown setting unit; expected one of units, blocks, omega/);
  bad('units=0', /^--set: units: found 0; expected a whole number from 1 to 10000/);
  bad('units=2.5', /units: found 2.5; expected a whole number/);
  bad('delta=soon', /delta: found "soon"; expected a number above 0/);
  bad('delta=0.1,-0.2', /delta: found -0.2; expected a number above 0/);
  bad('ridge=1,-1', /ridge\[1\]: found -1; expected a number above 0/);
  bad('ridge=1,,2', /ridge\[1\]: found ""; expected a number above 0/);
  bad('integrator=heun', /integrator: found "heun"; expected exact or euler/);
  bad('feature=first', /feature: found "first"; expected last, mean, both/);
  bad('ridge=Infinity', /ridge\[0\]: found "Infinity"; expected a number above 0/);
  bad(
    'gamma=0.9,integrator=euler',
    /^--set: found gamma=0.9,integrator=euler; expected key=value, with --set for each/,
  );
  bad('gamma=0.9', /gamma: found 0.9; expected 1, which the exact integrator needs/);
  t.throws(() => parseSettings(mars, ['units=3', 'units=4']), { message: /found units twice/ });
  const esn = reservoirNamed('esn');
  t.throws(() => parseSettings(esn, ['leak=2']), { message: /leak: found 2; expected a number above 0, up to 1/ });
  const many = ['delta', 'omega', 'beta', 'steepness', 'units'].map(key => `${key}=1,2,3,4,5,6,7`);
  t.throws(() => parseSettings(mars, many), { message: /found 16807 combinations; expected at most 10000/ });
});
