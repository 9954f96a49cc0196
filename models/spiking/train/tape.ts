/** Constants of neurons that can be trained, by their names in `Neuron`. */
export type TrainedConstant = 'timeConstant' | 'adaptationTimeConstant' | 'frequency' | 'damping';

/** What neurons did at every step, forward, so that gradients can go the same way back. */
export interface NeuronTape {
  /** steps × (series × width). */
  readonly outputs: Float64Array;
  /** Step t, under the drives of all series and neurons; t from 0 on. */
  forward(t: number, drive: Float64Array): void;
  /**
   * Step t, from the last to 0: from the gradient with respect to its outputs that comes by their uses, into `ofDrive` that with
   * respect to its drive.
   */
  backward(t: number, ofOutputs: Float64Array, ofDrive: Float64Array): void;
  /** With respect to the constants of each neuron, once all steps were taken back. */
  constants(): Partial<Readonly<Record<TrainedConstant, Float64Array>>>;
}

/** Size of a tape. */
export interface TapeSize {
  readonly series: number;
  readonly steps: number;
}
