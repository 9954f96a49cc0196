import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { wireNodes, wireResistance } from '../../crossbar/wire-node.js';
import { checkout } from '../cli/ohmweave.js';

/** Published: ohm per µm, and of a passive cell of 2F, to the digits that are printed; wire widths in nm. */
const published: Readonly<Record<number, readonly [string, string, number]>> = {
  130: ['0.48', '0.17', 175],
  65: ['1.43', '0.30', 105],
  45: ['2.60', '0.42', 80],
  32: ['5.70', '0.64', 56],
  22: ['11.6', '0.93', 40],
  14: ['19.7', '1.26', 32],
  10: ['52.8', '2.3', 22],
  7: ['69.5', '2.8', 20],
};

test('ohm per µm and per passive cell are the published ones to their digits', t => {
  t.deepEqual(wireNodes, [130, 65, 45, 32, 22, 14, 10, 7]);
  const decimals = (text: string): number => text.length - text.indexOf('.') - 1;
  for (const node of wireNodes) {
    const [perMicron, perCell, width] = published[node]!;
    t.is(wireResistance({ node, pitch: 1000 / width }).toFixed(decimals(perMicron)), perMicron, `${node} nm`);
    t.is(wireResistance({ node, pitch: 2 }).toFixed(decimals(perCell)), perCell, `${node} nm`);
  }
});

test('resistance is in proportion to the pitch: 4F twice and 12F six times that of 2F', t => {
  const [two, four, twelve] = [2, 4, 12].map(pitch => wireResistance({ node: 22, pitch }));
  t.true(Math.abs(four! / two! - 2) < 1e-12 && Math.abs(twelve! / two! - 6) < 1e-12);
});

test('the page has these figures', t => {
  const page = readFileSync(join(checkout, 'docs/hardware.md'), 'utf8');
  for (const node of wireNodes) {
    const { 2: width } = published[node]!;
    const ohms = [1000 / width, 2, 4, 12].map(pitch => `${wireResistance({ node, pitch }).toPrecision(3)} ohm`);
    t.true(page.includes(`| ${node} nm | ${width} nm | ${ohms.join(' | ')} |`), `${node} nm`);
  }
});

test('nodes and pitches that there are not', t => {
  const bad = (node: number, pitch: number, message: RegExp) =>
    t.throws(() => wireResistance({ node, pitch }), { name: 'InputError', message });
  bad(28, 2, /^wire: node: found 28 nm; expected one of 130 nm, 65 nm, .*7 nm$/);
  bad(22, 0, /^wire: pitch: found 0F; expected a finite number > 0$/);
  bad(22, Number.NaN, /pitch/);
});
