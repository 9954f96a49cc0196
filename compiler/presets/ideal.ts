import type { HardwareFile } from '../hardware-schema.js';

/** Hardware without a flaw: what it computes must equal the float64 reference. */
export const ideal: HardwareFile = {
  name: 'ideal',
  description: 'Perfect devices, wires and converters: the check that mapping and simulation lose nothing',
  array: {
    rows: 256,
    columns: 256,
    wordLineResistance: '0 ohm',
    bitLineResistance: '0 ohm',
    driverResistance: '0 ohm',
    senseResistance: '0 ohm',
  },
  device: { model: 'ideal', gMin: '0 uS', gMax: '25 uS' },
  mapping: { signs: 'differential pair', scale: 'tile' },
  dac: { bits: 'ideal' },
  adc: { bits: 'ideal', shared: 8 },
  read: { voltage: '0.2 V', time: '250 ns' },
  temperature: '300 K',
  recurrence: { kind: 'digital' },
  readout: 'crossbar',
  peripherals: ['neurosim-sar-22nm', 'isaac-32nm'],
  sources: { device: 'no device: the window only sets the scale of currents' },
};
