import test from 'ava';
import { compile } from '../../compiler/compile.js';
import { passes, passOfStage } from '../../compiler/passes.js';
import { hardware, mars, randomSeries } from './builders.js';

test('compile tells of every pass once, in the order of the list, whose results are the stages', t => {
  const told: string[] = [];
  const found = compile(mars(), hardware(), {
    seed: 1,
    calibration: randomSeries([6]),
    onPass: name => told.push(name),
  });
  t.deepEqual(
    told,
    passes.map(({ name }) => name),
  );
  const { program, ...stages } = found;
  const results = passes.map(pass => [pass.stage, pass.result(found)] as const);
  t.deepEqual(Object.fromEntries(results), { ...stages, schedule: program.schedule });
});

test('a stage that there is not', t => {
  t.is(passOfStage('mapped').name, 'map');
  t.throws(() => passOfStage('map'), { message: /^stage "map": there is none; expected one of graph, activations, / });
});
