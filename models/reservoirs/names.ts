/** The kinds of reservoirs and what each is: for the command line, which loads nothing else before it must. */
export const reservoirTitles = {
  mars: 'a MARS network (arXiv 2604.19343): random memristor blocks and a ridge readout',
  'mars-tc': 'MARS behind a random temporal convolution (MARS-TC)',
  esn: 'a leaky echo state network and a ridge readout',
  'mf-esn': 'a memristive-friendly echo state network (doi 10.1063/5.0255168) and a ridge readout',
} as const;

export type ReservoirName = keyof typeof reservoirTitles;

export const reservoirNames = Object.keys(reservoirTitles) as ReservoirName[];
