import type { HardwareFile } from '../hardware-schema.js';

/** IBM-like phase-change memory in 256×256 arrays. */
export const pcm256: HardwareFile = {
  name: 'pcm-256',
  description: 'IBM-like phase-change memory, 256×256 cells, 8-bit converters',
  array: {
    rows: 256,
    columns: 256,
    wordLineResistance: '0.35 ohm',
    bitLineResistance: '0.35 ohm',
    driverResistance: '0 ohm',
    senseResistance: '0 ohm',
  },
  device: { model: 'pcm', gMin: '0 uS', gMax: '25 uS' },
  mapping: { signs: 'differential pair', scale: 'tile', copies: 'fill', centre: 'all' },
  dac: { bits: 8 },
  adc: { bits: 8, shared: 8 },
  read: { voltage: '0.2 V', time: '250 ns' },
  temperature: '300 K',
  recurrence: { kind: 'digital' },
  readout: 'crossbar',
  peripherals: ['neurosim-sar-22nm', 'isaac-32nm'],
  sources: {
    array: '256×256 cells: HERMES core, Le Gallo et al., Nat. Electron. 2023 (s41928-023-01010-1)',
    'array.wordLineResistance': '0.35 ohm per cell: aihwkit simulator/parameters/io.py, ir_drop_g_ratio',
    'array.driverResistance': 'no published figure taken: ideal drivers and virtual grounds are assumed',
    device:
      'Nandakumar et al., ICECS 2019 (doi 10.1109/ICECS46596.2019.8964852); Joshi et al., Nat. Commun. 11:2473 (2020)',
    'read.time': '250 ns: t_read of the same fit, aihwkit inference/noise/pcm.py',
    'read.voltage': '0.2 V: the read voltage of ISAAC and PRIME, as listed in CiMLoop; kept below any switching',
    'dac.bits': '8 bits, 254 steps: aihwkit StandardHWATrainingPreset (inp_res, out_res 254)',
    'adc.shared': '8 column pairs per ADC: an assumption, the usual choice of NeuroSim',
  },
};
