import test from 'ava';
import { tilesOf } from '../../../compiler/program-record.js';
import { tileSection } from '../../../report/sections/tile.js';
import { figure } from '../../../report/words.js';
import { svgsOf, tinyInput, tinyProgram } from '../builders.js';
import { crowding, elements, parseXml, words } from '../xml.js';

const descriptions = (svgs: readonly string[]): string[] => svgs.map(svg => words(elements(parseXml(svg), 'desc')[0]!));

test('conductance, IR drop and programming error of the largest tile', async t => {
  const program = await tinyProgram();
  const section = tileSection(await tinyInput({ program }))!;
  const svgs = svgsOf(section);
  t.is(svgs.length, 3);
  t.deepEqual(svgs.flatMap(crowding), []);
  const letters = svgs.map(svg => elements(parseXml(svg), 'text').map(words));
  t.true(letters[0]!.includes('Conductance (µS)'));
  t.true(letters[1]!.includes('Voltage lost on the wires (%)'));
  t.true(
    letters[2]!.includes('Programmed − target conductance (µS)') ||
      letters[2]!.includes('Programmed − target conductance (nS)'),
  );

  const { tile } = tilesOf(program)[0]!;
  const errors = tile.cells.programmed.map((g, k) => g - tile.cells.target[k]!);
  t.true(
    section.lead.includes(`miss their targets by ${figure(Math.hypot(...errors) / Math.sqrt(errors.length), 'S')} rms`),
  );
  t.true(section.lead.includes('encoder[0,0]'));
});

test('the IR drop of one word line is that of a ladder', async t => {
  const ohm = 1000;
  const lines = {
    wordLineResistance: '1 kohm',
    bitLineResistance: '1 kohm',
    driverResistance: '0 ohm',
    senseResistance: '0 ohm',
  };
  const program = await tinyProgram({ array: { rows: 1, columns: 4, ...lines } });
  const { tile } = tilesOf(program)[0]!;
  // Seen from the far end: y is a cell with its bit-line segment, Y everything from there on.
  const y = [...tile.cells.programmed].map(g => g / (1 + g * ohm));
  const from = y.map((_, j) => y.slice(j).reduceRight((rest, own) => own + (rest > 0 ? 1 / (ohm + 1 / rest) : 0), 0));
  let line = 1;
  const drops = y.map((_, j) => {
    line /= 1 + ohm * from[j]!;
    return 1 - line / (1 + tile.cells.programmed[j]! * ohm);
  });
  const [, drop] = descriptions(svgsOf(tileSection(await tinyInput({ program }))!));
  t.true(
    drop!.includes(`${figure(Math.min(...drops), '%')} to ${figure(Math.max(...drops), '%')}`),
    `${drop} ${drops}`,
  );
});

test('where nothing is lost and nothing missed, no picture pretends otherwise', async t => {
  const none = '0 ohm';
  const program = await tinyProgram({
    array: {
      rows: 8,
      columns: 8,
      wordLineResistance: none,
      bitLineResistance: none,
      driverResistance: none,
      senseResistance: none,
    },
    device: { model: 'ideal', gMin: '0 uS', gMax: '25 uS' },
  });
  const section = tileSection(await tinyInput({ program }))!;
  t.is(svgsOf(section).length, 1);
  t.regex(section.lead, /meet their targets, and with all rows at 200.mV no voltage is lost on wires\.$/);
});

test('counts the stuck cells', async t => {
  const program = await tinyProgram({ imperfections: { levels: 0, stuckLow: 0, stuckHigh: 1 } });
  const { caption } = tileSection(await tinyInput({ program }))!.exhibits[0]!;
  t.true(caption.includes("0 cells are stuck at the window's minimum, 64 at its maximum."));
});

test('no crossbar, no section', async t => {
  const program = await tinyProgram();
  t.is(
    tileSection(await tinyInput({ program: { ...program, plans: [] }, cost: (await tinyInput({ program })).cost })),
    undefined,
  );
});
