/** CODATA 2018; SI. */
export const physical = {
  /** Elementary charge, C. */
  charge: 1.602176634e-19,
  /** Boltzmann's constant, J/K. */
  boltzmann: 1.380649e-23,
  /** Boltzmann's constant, eV/K. */
  boltzmannVolt: 1.380649e-23 / 1.602176634e-19,
  /** Planck's constant, J s. */
  planck: 6.62607015e-34,
  /** Mass of the free electron, kg. */
  electronMass: 9.1093837015e-31,
  /** Permittivity of the vacuum, F/m. */
  permittivity: 8.8541878128e-12,
} as const;
