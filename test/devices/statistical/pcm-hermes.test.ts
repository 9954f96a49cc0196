import test from 'ava';
import { splitReadNoise } from '../../../devices/read-noise.js';
import { list, oneDevice } from '../one.js';

const readTime = 512e-9;
const ages = [1, 60, 3600, 86400, 365 * 86400];

type Row = [error: string, mean: string, deviation: string, strength: string, retained: string, noise: string];

// aihwkit's HermesNoiseModel, computed in Python from its formulas: σ_prog (µS), μ_ν, σ_ν, Q, then G/G0 at mean ν and
// σ_read/G, both at 1 s, 1 min, 1 h, 1 day and 1 year. By ĝ.
const golden: Record<string, { gMax: number; rows: Record<string, Row> }> = {
  'pcm-hermes-1': {
    gMax: 10.35e-6,
    rows: {
      0.02: [
        '.203447',
        '.130000',
        '.040000',
        '.034314',
        '.99935/.96647/.68196/.45421/.21100',
        '.14994/.15095/.16107/.17212/.19123',
      ],
      0.05: [
        '.268718',
        '.097735',
        '.033649',
        '.027167',
        '.99951/.97468/.74993/.55249/.31045',
        '.11871/.11951/.12752/.13627/.15140',
      ],
      0.15: [
        '.460138',
        '.070729',
        '.020465',
        '.018598',
        '.99965/.98161/.81200/.65091/.42891',
        '.08127/.08181/.08730/.09329/.10364',
      ],
      0.3: [
        '.679057',
        '.065896',
        '.012400',
        '.021465',
        '.99967/.98286/.82364/.67030/.45445',
        '.09380/.09443/.10076/.10767/.11962',
      ],
      0.5: [
        '.865313',
        '.056400',
        '.012075',
        '.021700',
        '.99972/.98531/.84699/.71007/.50915',
        '.09482/.09546/.10186/.10885/.12093',
      ],
      1: [
        '1.007567',
        '.017400',
        '.005500',
        '.016800',
        '.99991/.99545/.95006/.89976/.81200',
        '.07341/.07391/.07886/.08427/.09363',
      ],
    },
  },
  'pcm-hermes-2': {
    gMax: 20.7e-6,
    rows: {
      0.02: [
        '.257039',
        '.130000',
        '.040000',
        '.038871',
        '.99957/.97658/.71645/.47872/.22242',
        '.17164/.17243/.18257/.19498/.21663',
      ],
      0.05: [
        '.381319',
        '.097735',
        '.029350',
        '.028150',
        '.99967/.98234/.77827/.57476/.32300',
        '.12430/.12487/.13222/.14121/.15688',
      ],
      0.15: [
        '.698747',
        '.070729',
        '.016496',
        '.015296',
        '.99976/.98719/.83409/.66980/.44139',
        '.06754/.06785/.07184/.07673/.08525',
      ],
      0.3: [
        '.944780',
        '.065896',
        '.009100',
        '.016296',
        '.99978/.98806/.84449/.68839/.46676',
        '.07196/.07229/.07654/.08175/.09082',
      ],
      0.5: [
        '.991013',
        '.056400',
        '.009000',
        '.016712',
        '.99981/.98977/.86531/.72645/.52093',
        '.07380/.07414/.07850/.08383/.09314',
      ],
      1: [
        '1.092699',
        '.017400',
        '.004800',
        '.012300',
        '.99994/.99683/.95635/.90611/.81775',
        '.05431/.05456/.05777/.06170/.06855',
      ],
    },
  },
};

for (const [name, { gMax, rows }] of Object.entries(golden))
  for (const [relative, [error, mean, deviation, strength, retained, noise]] of Object.entries(rows))
    test(`${name} at g = ${relative} g_max, to every digit of its table`, t => {
      const device = oneDevice(name);
      const target = Number(relative) * gMax;
      t.is(list([1e6 * (device.program(target, 1) - target)], 6), error);
      const exponent = device.trait(target, 0);
      t.is(list([exponent], 6), mean);
      t.is(list([device.trait(target, 1) - exponent], 6), deviation);
      t.is(list([device.flicker(target)], 6), strength);
      t.is(
        list(
          ages.map(age => device.age(target, exponent, age) / target),
          5,
        ),
        retained,
      );
      const share = (age: number): number => {
        const { slow, fast } = splitReadNoise(age + device.referenceTime, readTime, 1e-3);
        return device.flicker(target) * Math.sqrt(slow + fast);
      };
      t.is(list(ages.map(share), 5), noise);
    });

test('a smaller window rescales the error and nothing else; a larger one was not measured', t => {
  const half = oneDevice('pcm-hermes-2', { gMax: 10.35e-6 });
  const whole = oneDevice('pcm-hermes-2');
  t.true(Math.abs(half.program(5e-6, 1) / (whole.program(10e-6, 1) / 2) - 1) < 1e-15);
  t.is(half.trait(5e-6, 0.7), whole.trait(10e-6, 0.7));
  t.throws(() => oneDevice('pcm-hermes-1', { gMax: 20.7e-6 }), {
    name: 'InputError',
    message: /gMax: found 0.0000207 S/,
  });
});

test('open devices have the bounds of the fit; none has a negative noise, however far above its target', t => {
  const open = oneDevice('pcm-hermes-1');
  t.is(open.trait(0, 0), 0.13);
  t.is(open.flicker(0), 0.04);
  t.is(oneDevice('pcm-hermes-2').flicker(42e-6), 0);
});
