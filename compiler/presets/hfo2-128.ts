import type { HardwareFile } from '../hardware-schema.js';

/** Hafnium-oxide RRAM in 128×128 arrays. */
export const hfo2128: HardwareFile = {
  name: 'hfo2-128',
  description: 'HfO2 RRAM, 128×128 cells, lognormal variation after write-verify, 8-bit converters',
  array: {
    rows: 128,
    columns: 128,
    wordLineResistance: '0.84 ohm',
    bitLineResistance: '0.84 ohm',
    driverResistance: '0 ohm',
    senseResistance: '0 ohm',
  },
  device: { model: 'rram', gMin: '9 uS', gMax: '237 uS', logDeviation: 0.06, flicker: 0 },
  mapping: { signs: 'differential pair', scale: 'tile' },
  dac: { bits: 8 },
  adc: { bits: 8, shared: 8 },
  read: { voltage: '0.2 V', time: '100 ns' },
  temperature: '300 K',
  recurrence: { kind: 'digital' },
  readout: 'digital',
  peripherals: ['neurosim-sar-22nm', 'isaac-32nm'],
  sources: {
    array: '128×128 cells, 100 ns per read: ISAAC (Shafiee et al., ISCA 2016)',
    'array.wordLineResistance':
      '0.84 ohm per cell of 4F at 45 nm, from the wire resistivities of NeuroSim V1.4 with its barrier unit error corrected',
    'array.driverResistance': 'no published figure taken: ideal drivers and virtual grounds are assumed',
    'device.gMin':
      '9 uS: lowest of 32 levels measured on HfO2 RRAM (Levy et al., IEEE TED 2021, doi 10.1109/TED.2021.3097975)',
    'device.gMax': '237 uS: highest of the same 32 levels',
    'device.logDeviation':
      '0.06: median over the same 32 levels of deviation/mean after programming (0.19 after a bake); low levels scatter more than this, high ones less',
    'device.flicker': 'not measured there: no read noise is assumed',
    'read.voltage': '0.2 V: the read voltage of ISAAC and PRIME, as listed in CiMLoop',
    readout:
      'digital: the wires of these conductive cells cost a crossbar readout several points (try it with "crossbar")',
    temperature: 'room temperature, at which the data were taken',
  },
};
