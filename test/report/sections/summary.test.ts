import test from 'ava';
import { summarySection } from '../../../report/sections/summary.js';
import { failed, plainBlanks, tableOf, tinyInput, tinyProgram, verdict } from '../builders.js';

test('says what was compiled and how it fares', async t => {
  const { lead } = summarySection(await tinyInput());
  t.regex(
    plainBlanks(lead),
    /^tiny \(1 input channel, 3 matrix products, 2 memristive units, 2 classes\) on 3 arrays of 8 × 8 cells, hardware pcm-256\. /,
  );
  t.true(
    plainBlanks(lead).includes(
      'The float reference classifies 97.5 % of drift-or-step correctly; the hardware, with the best remedy at each ' +
        'age, 89.0 ± 1.4 % just after programming and 87.3 ± 1.4 % after 1 h.',
    ),
  );
});

test('the key figures carry their units and what they were found with', async t => {
  const input = await tinyInput();
  const rows = new Map(
    tableOf(summarySection(input)).map(([name, ...rest]) => [name, rest.map(cell => plainBlanks(String(cell)))]),
  );
  t.deepEqual(rows.get('Accuracy of the float reference'), ['97.5 %', 'drift-or-step']);
  t.deepEqual(rows.get('Accuracy after 1 h'), ['87.3 ± 1.4 %', 'Retrained at that age, compensated']);
  t.deepEqual(rows.get('Chips'), ['2', 'seed 7, 8']);
  t.regex(rows.get('Energy per inference')![0]!, /^[\d.]+ [np]J to [\d.]+ [np]J$/);
  t.regex(rows.get('Latency per inference')![0]!, /^[\d.]+ (ns|µs)( to [\d.]+ (ns|µs))?$/);
  t.regex(rows.get('Area')![0]!, /^[\d.]+ [mµ]m² to [\d.]+ [mµ]m²$/);
  t.deepEqual(rows.get('SPICE agreement'), [
    '2 of 2 tiles, worst relative difference 7 × 10⁻¹³ (block1[0,0])',
    'ngspice',
  ]);
});

test('counts the devices of each matrix product', async t => {
  const { plans } = await tinyProgram();
  const rows = tableOf(summarySection(await tinyInput()), 1);
  t.deepEqual(
    rows.map(row => row[0]),
    plans.map(plan => plan.name),
  );
  for (const [, inputs, outputs, copies, , , devices] of rows.slice(0, 1)) {
    t.deepEqual([inputs, outputs, copies, devices], [1, 2, 8, 8 * 8]); // one input fills 8 rows; 2 × 2 pairs fill 8 columns
  }
});

test('a digital readout stands on no array', async t => {
  const program = await tinyProgram({ readout: 'digital' });
  t.deepEqual(tableOf(summarySection(await tinyInput({ program })), 1).at(-1), [
    'readout (digital logic)',
    2,
    2,
    0,
    0,
    0,
    0,
  ]);
});

test('what was not measured is not claimed', async t => {
  const section = summarySection(await tinyInput({ chips: undefined, verdicts: undefined, dataName: undefined }));
  t.true(section.lead.includes('was not measured'));
  const rows = tableOf(section);
  t.deepEqual(rows[0], ['Accuracy', 'not measured', '']);
  t.deepEqual(
    rows.find(([name]) => name === 'SPICE agreement'),
    ['SPICE agreement', 'not run', ''],
  );
});

test('a tile that could not be run is not hidden', async t => {
  const rows = tableOf(summarySection(await tinyInput({ verdicts: [verdict('a', 1e-12), failed('b', 'too large')] })));
  const found = rows.find(([name]) => name === 'SPICE agreement')!;
  t.is(plainBlanks(String(found[1])), '1 of 2 tiles, 1 could not be run, worst relative difference 10⁻¹² (a)');
});
