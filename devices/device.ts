/** The conductances between which a device can be programmed, S. */
export interface ConductanceWindow {
  readonly min: number;
  readonly max: number;
}

/**
 * The statistics of one kind of memristor, as pure functions of a target conductance and of standard normal draws.
 *
 * The contract follows the life of a device. `program` and `driftExponent` are asked once, when it is written, and
 * their draws belong to it for good; `conductance` then follows that same device through time; `readNoise` says how far
 * single reads scatter around it. Conductances in S, times in s after programming.
 */
export interface Device {
  /** Its name in the device table, e.g. `pcm`. */
  readonly model: string;
  readonly window: ConductanceWindow;
  /** K the parameters hold at; a device without a temperature model takes no other. */
  readonly temperature: number;
  /** What the model does not know, in words for the user; e.g. "no retention model". */
  readonly limits: readonly string[];
  /** Conductance just after programming towards `target`, given the device's draw z ~ N(0, 1). */
  program(target: number, z: number): number;
  /** The drift exponent ν that a device programmed to `target` keeps for life, given its draw z ~ N(0, 1). */
  driftExponent(target: number, z: number): number;
  /** Conductance `seconds` after programming, of the device programmed to `programmed` with exponent ν. */
  conductance(programmed: number, exponent: number, seconds: number): number;
  /**
   * Strength Q of 1/f read noise of a device programmed to `programmed`: a conductance observed between the
   * frequencies f₁ < f₂ has the relative variance Q²·ln(f₂/f₁).
   */
  readNoise(programmed: number): number;
  /** s after programming at which drift begins to count, t₀ of the power law; 0 where there is no drift. */
  readonly referenceTime: number;
}

/** Cell states of a device array that a fault has taken out of reach of programming. */
export const fault = { none: 0, stuckLow: 1, stuckHigh: 2 } as const;
