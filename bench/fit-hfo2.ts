// Fits the device `rram-hfo2-radar` to the measurements of Levy et al., IEEE TED 2021 (doi 10.1109/TED.2021.3097975), and
// prints parameters and goodness. The data are not part of this project: OHMWEAVE_DATA is a folder that has them in
// memristor-radar-hfo2/, the files of exptdata/ of the authors' repository akashlevy/RRAM-RADAR-Tuning, gzipped or not,
// without the folders named data/ in between.
import { join } from 'node:path';
import { createDevice } from '../devices/table.js';
import { readRadar } from './hfo2/data.js';
import { printCycling, printForming, printLevels, printPulses, printTemperature } from './hfo2/print.js';

const folder = process.env.OHMWEAVE_DATA;
if (!folder) {
  console.error('OHMWEAVE_DATA is not set: expected a folder that has memristor-radar-hfo2/');
  process.exitCode = 2;
} else {
  const data = readRadar(join(folder, 'memristor-radar-hfo2'));
  printLevels(data, createDevice('rram-hfo2-radar'), 1);
  printTemperature(data);
  printForming(data);
  printCycling(data);
  printPulses(data);
}
