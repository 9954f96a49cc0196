// `node dist/bench/converters.js`: what errors of ADCs cost in effective bits, before and after calibration, over 200 drawn 8-bit
// ADCs, and how large the noise of a column of 256 cells is in their steps. Effective bits: log2 of full scale over √12 times
// the RMS error over the middle 90 % of the range.
import { type AdcErrors, adcCalibrations, calibratedAdc, drawnAdc } from '../crossbar/adc.js';
import { readVariance } from '../crossbar/column-noise.js';
import { randomStream } from '../numeric/random.js';

const bits = 8;
const steps = 2 ** (bits - 1) - 1;
const drawn = 200;
const points = 4001;
const none: AdcErrors = { offset: 0, gain: 0, bow: 0, mismatch: 0 };
const cases: readonly [string, AdcErrors][] = [
  ['none', none],
  ['offset of 2 LSB', { ...none, offset: 2 }],
  ['gain of 2 %', { ...none, gain: 0.02 }],
  ['bow of 1 LSB', { ...none, bow: 1 }],
  ['mismatch of 5 %', { ...none, mismatch: 0.05 }],
  ['all of them', { offset: 2, gain: 0.02, bow: 1, mismatch: 0.05 }],
];

console.log(`| deviation of ${drawn} ADCs of ${bits} bits | ${adcCalibrations.join(' | ')} |`);
console.log(`|---${'|---'.repeat(adcCalibrations.length)}|`);
for (const [name, errors] of cases) {
  const effective = adcCalibrations.map(calibration => {
    let squares = 0;
    for (let k = 0; k < drawn; k++) {
      const adc = calibratedAdc(drawnAdc(steps, errors, randomStream(1, 'adc'), k), steps, calibration);
      for (let p = 0; p < points; p++) {
        const x = 0.9 * ((2 * p) / (points - 1) - 1);
        squares += (adc(x) - x) ** 2;
      }
    }
    return Math.log2(2 / (Math.sqrt(12) * Math.sqrt(squares / (drawn * points))));
  });
  console.log(`| ${name} | ${effective.map(own => own.toFixed(2)).join(' | ')} |`);
}

const [cells, siemens, volts, kelvin] = [256, 10e-6, 0.2, 300];
const lsb = (cells * siemens * volts) / 4 / steps;
const parts = [
  ['thermal', { temperature: kelvin, fano: 0, amplifier: 0 }],
  ['shot, Fano factor 1', { temperature: 0, fano: 1, amplifier: 0 }],
  ['amplifier of 1 pA/√Hz', { temperature: 0, fano: 0, amplifier: 1e-12 }],
] as const;
console.log(
  `\n${cells} cells of 10 uS at ${volts} V, ADC range a quarter of the whole current: ${(lsb * 1e9).toPrecision(3)} nA a step`,
);
console.log('| noise | integrated for 10 ns | 100 ns | 1 us |');
console.log('|---|---|---|---|');
for (const [name, noise] of parts) {
  const each = [1e-8, 1e-7, 1e-6].map(time => {
    const amps = Math.sqrt(readVariance(cells * siemens, cells * siemens * volts, time, noise));
    return `${(amps * 1e9).toPrecision(2)} nA, ${(amps / lsb).toPrecision(2)} LSB`;
  });
  console.log(`| ${name} | ${each.join(' | ')} |`);
}
