import test from 'ava';
import type { CompactEntry } from '../../devices/compact/model.js';
import { compactModels } from '../../devices/compact/table.js';
import { createDevice, deviceTable } from '../../devices/table.js';
import { compactFigures } from '../../report/compact-figures.js';
import { deviceFigures } from '../../report/device-figures.js';
import { crowding } from './xml.js';

const entries = Object.values(deviceTable);

test('every device has its curves, the same whenever they are drawn, and nothing in them collides', t => {
  for (const { name, measured } of entries) {
    const figures = deviceFigures(createDevice(name), measured);
    t.deepEqual(deviceFigures(createDevice(name), measured), figures);
    t.true(figures.length >= 3, name);
    for (const figure of figures) t.deepEqual(crowding(figure), [], name);
  }
});

test('a device that all reads of are alike has no curve of read noise', t => {
  const noisy = (name: string): boolean => deviceFigures(createDevice(name)).some(svg => svg.includes('read noise'));
  t.deepEqual(['ideal', 'pcm', 'rram', 'rram-wan2022'].map(noisy), [false, true, false, true]);
});

test('every dynamic model has its loop and its states', t => {
  for (const entry of Object.values<CompactEntry>(compactModels)) {
    const figures = compactFigures(entry);
    t.is(figures.length, 2);
    for (const figure of figures) t.deepEqual(crowding(figure), [], entry.name);
  }
});
