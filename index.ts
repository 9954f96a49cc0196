// The public surface. Everything in SI units; every function documents what it refuses (InputError).

export { type ChipWriting, chipWriting, type FailedCell } from './compiler/chip-writing.js';
export { type Compilation, type CompileOptions, compile } from './compiler/compile.js';
export { type CostEstimate, estimate, explainedParts, type PresetCost } from './compiler/cost/estimate.js';
export type { Figure } from './compiler/cost/figure.js';
export { areaParts, costParts, energyParts } from './compiler/cost/part-figures.js';
export { type Peripherals, peripheralNames, peripheralsNamed } from './compiler/cost/peripherals.js';
export { type Effect, effects, effectsOf, withEffects } from './compiler/effects.js';
export { dialects } from './compiler/emit/dialect.js';
export { type FrequencyCircuit, frequencyNetlist } from './compiler/emit/frequency.js';
export { type LayerCircuit, layerCircuit, layersOnCrossbars, volatileLayers } from './compiler/emit/layer-circuit.js';
export { type DrivenLayer, type LayerSignals, layersNetlist, type NetlistOptions } from './compiler/emit/netlist.js';
export { type NamedCircuit, programCircuits } from './compiler/emit/program.js';
export { pulsesNetlist } from './compiler/emit/pulses.js';
export { type TileCircuit, tileNetlist } from './compiler/emit/tile.js';
export { type TwoWireCircuit, twoWireNetlist } from './compiler/emit/two-wire.js';
export { type WindowCircuit, type WindowCurrents, windowNetlist } from './compiler/emit/window.js';
export { windowCircuits } from './compiler/emit/window-circuits.js';
export type { Hardware } from './compiler/hardware.js';
export { readHardware, resolveHardware } from './compiler/hardware-file.js';
export type { HardwareFile } from './compiler/hardware-schema.js';
export { type FillReport, fillReport } from './compiler/placement/fill.js';
export { type Floorplan, floorplan } from './compiler/placement/floorplan.js';
export { hardwarePresets } from './compiler/presets/table.js';
export { readProgram, writeProgram } from './compiler/program-file.js';
export { type Program, tilesOf } from './compiler/program-record.js';
export { settlingTime } from './compiler/timeline/array-settling.js';
export { type Operation, type Timeline, type TimelineOptions, timeline } from './compiler/timeline/timeline.js';
export { type Trace, traceEvents } from './compiler/timeline/trace-events.js';
export { type AccessTransistor, gatedCells, gates } from './crossbar/access.js';
export { type Phasors, transferAt } from './crossbar/admittance.js';
export { type Approximated, type ApproximationName, approximate } from './crossbar/approximate.js';
export { type CrossbarArray, checkArray, crossbarArray, type UniformWires } from './crossbar/array.js';
export { ArrayLife, type Reprogrammed } from './crossbar/array-life.js';
export { type BiasScheme, biasVoltages, type CellAddress, floatUnselected } from './crossbar/bias.js';
export { type CellDynamics, compactCells, pulsedCells } from './crossbar/cell-dynamics.js';
export {
  type CellDevice,
  type CellLaw,
  deviceCells,
  inSeries,
  linearCells,
  polynomialCells,
  selectorCells,
  sinhCells,
} from './crossbar/cell-law.js';
export type { Capacitance } from './crossbar/charged-array.js';
export { conductionCells } from './crossbar/conduction-cells.js';
export {
  type CellWrite,
  type Disturbance,
  type DisturbedCell,
  type DisturbOptions,
  disturb,
  rowByRow,
  writeVoltages,
} from './crossbar/disturb.js';
export { type Heat, heat, type TwoWireHeat, twoWireHeat } from './crossbar/heat.js';
export { type LawRead, type LawReader, lawReader } from './crossbar/law-read.js';
export { solveArray, solveOutputs } from './crossbar/line-pcg.js';
export { ConvergenceError, type SolveOptions, type TerminalVoltages } from './crossbar/line-system.js';
export {
  type NonlinearOptions,
  type NonlinearSolution,
  nonlinearSolver,
  solveNonlinear,
} from './crossbar/nonlinear.js';
export { type EffectiveOperator, effectiveOperator, type OperatorOptions } from './crossbar/operator.js';
export { effectiveOperatorInThreads } from './crossbar/operator-threads.js';
export {
  type DevicePairs,
  pairsInterleaved,
  pairsSideBySide,
  pairVoltages,
  subtractPairs,
} from './crossbar/pairs.js';
export { type Predistortion, type PredistortOptions, predistortedCells } from './crossbar/predistort.js';
export { followPulses, type PulsedArray, type PulsedOptions, type PulseShape } from './crossbar/pulsed-array.js';
export { reprogrammedOperator } from './crossbar/reprogram.js';
export { plainCells, type SignedCells } from './crossbar/signed-cells.js';
export type { ArraySolution } from './crossbar/solution.js';
export { settle, type Transient, type TransientOptions } from './crossbar/transient.js';
export {
  columnConductances,
  solveTwoWire,
  type TwoWireArray,
  type TwoWireSolution,
  type TwoWireVoltages,
  twoWireArray,
  type UniformPair,
} from './crossbar/two-wire.js';
export { chords, lawInWindow, type Window, type WindowRest, windowRest } from './crossbar/window.js';
export { type Cells, conductancesAt, type Imperfections, programCells } from './devices/cells.js';
export { type ModelTrace, type SimulationOptions, simulateModel } from './devices/compact/integrate.js';
export type { CompactEntry, CompactModel, StateVariable } from './devices/compact/model.js';
export type { RandomSteps } from './devices/compact/random-steps.js';
export { compactModels } from './devices/compact/table.js';
export { piecewiseLinear, pulses, sine, triangle, type Waveform } from './devices/compact/waveform.js';
export { type EventCost, publishedPulses, pulseCost, readCost, timesCost } from './devices/cost.js';
export { deviceCurrents } from './devices/current.js';
export { type Device, type DeviceParts, deviceOfParts } from './devices/device.js';
export { type CyclingStatistics, resistances } from './devices/endurance.js';
export { type FormingStatistics, formedShare, formingVoltages } from './devices/forming.js';
export { type PulseModelOptions, pulseConstants, pulseModel, pulseModelOf } from './devices/pulses/pulse-models.js';
export {
  type MatrixDraws,
  type PulsedDevices,
  type PulseResponse,
  pulsedDevices,
} from './devices/pulses/pulse-response.js';
export { exponentialStrength, type PulseStrength } from './devices/pulses/pulse-strength.js';
export { type PulseWriting, type WritingLog, writeCells } from './devices/pulses/write-cells.js';
export { writeBlind, writeVerify } from './devices/pulses/write-verify.js';
export type { BlindOptions, PulseTrain, VerifyRead, WriteOptions, Writing } from './devices/pulses/writing.js';
export { summarise, type WritingSummary, type Written, type WrittenCell } from './devices/pulses/written.js';
export { staticCell } from './devices/spice-cell.js';
export { createDevice, deviceTable } from './devices/table.js';
export { InputError } from './edge/error.js';
export { loadUnits, type QuantityKind, type QuantityParser } from './edge/quantity.js';
export { formatVcd, type VcdOptions, type VcdSignal, type VcdValues } from './edge/vcd.js';
export { multiply, type Numbers, PackedMatrix } from './kernels/dense.js';
export { ProductThreads } from './kernels/product-threads.js';
export { StackThreads } from './kernels/stack-threads.js';
export { accuracy, predict, readoutOf } from './models/classify.js';
export { alignClasses } from './models/data/labels.js';
export { type Layout, parseLayout } from './models/data/layout.js';
export { type MackeyGlassOptions, mackeyGlass } from './models/data/mackey-glass.js';
export { type Narma, type NarmaCoefficients, narma } from './models/data/narma.js';
export { poolHalves, type Split, splitPool } from './models/data/pool.js';
export { readSeriesSet } from './models/data/read.js';
export { formatTs } from './models/data/ts-format.js';
export { type GraphEngine, type GraphRun, referenceEngine, runGraph } from './models/execute.js';
export { type FeatureOptions, networkFeatures, networkScores } from './models/features.js';
export { aheadOf, type Forecast, type ForecastTask, forecast, normalizedError } from './models/forecast.js';
export type { Graph, GraphNode } from './models/graph.js';
export { type Image, stepRows, stepSeries } from './models/images/image.js';
export { type ImageInputs, patchInputs, wholeInputs } from './models/images/inputs.js';
export { drawPatches, type PatchOptions } from './models/images/patches.js';
export { readImages } from './models/images/read.js';
export { whiten } from './models/images/whiten.js';
export { type Coded, type LcaOptions, reconstructions, sparseCodes } from './models/lca/code.js';
export {
  convolutionalCodes,
  convolutionalEnergies,
  convolutionalReconstructions,
  type LateralKernels,
  lateralKernels,
  usualConvolutionStep,
} from './models/lca/convolution.js';
export {
  type Coder,
  chooseFactor,
  type Denoised,
  type DenoiseTask,
  denoise,
  type NoisyPatches,
  type NoisyPatchOptions,
  noisyPatches,
} from './models/lca/denoise.js';
export { type LearnedDictionary, type LearnOptions, learnDictionary } from './models/lca/learn.js';
export { type Settling, type SettlingOptions, settleContinuously } from './models/lca/ode.js';
export type { Threshold } from './models/lca/threshold.js';
export {
  type CoderOptions,
  type CoderQuality,
  coderQuality,
  type TrainedCoder,
  trainCoder,
} from './models/lca/train.js';
export {
  type Predictor,
  type PredictorLayer,
  predictedStates,
  predictorForImage,
  randomPredictor,
} from './models/lca/warp/predictor.js';
export type { Surrogate } from './models/lca/warp/surrogate.js';
export { type PredictorTraining, trainPredictor } from './models/lca/warp/train.js';
export type { Windows } from './models/lca/windows.js';
export type {
  ConvolutionLayer,
  EsnLayer,
  ImageSize,
  Layer,
  LcaLayer,
  LinearLayer,
  MarsBlock,
  MfEsnLayer,
  Network,
  Readout,
} from './models/network.js';
export { readNetwork, writeNetwork } from './models/network-file.js';
export type { NirGraph, NirNode } from './models/nir/graph.js';
export { type NirNetwork, type NirOptions, networkOfNir } from './models/nir/network.js';
export { nirOfNetwork } from './models/nir/of-network.js';
export { readNir } from './models/nir/read.js';
export { writeNir } from './models/nir/write.js';
export type { OnnxModel } from './models/onnx/model.js';
export { networkOfOnnx, type OnnxNetwork, type OnnxOptions } from './models/onnx/network.js';
export { readOnnx } from './models/onnx/read.js';
export { networkOutput, referenceFeatures, referenceScores } from './models/reference.js';
export { bestFirst, type Trial, takeOne, tryCandidates } from './models/reservoirs/choose.js';
export { type ReservoirName, reservoirNames } from './models/reservoirs/names.js';
export { type SearchOptions, searchSettings } from './models/reservoirs/search.js';
export { parseSettings, type Settings } from './models/reservoirs/settings.js';
export { reservoirNamed } from './models/reservoirs/table.js';
export { type TrainedReservoir, trainReservoir } from './models/reservoirs/train.js';
export type { Series, SeriesSet } from './models/series.js';
export type { Arithmetic } from './models/spiking/arithmetic.js';
export { brfCheckpoint, type CheckpointNeuron } from './models/spiking/brf-checkpoint.js';
export { denseOf, eventsOf, type SpikeEvents, timesEvents } from './models/spiking/events.js';
export { type GammaMemory, type GammaMemoryStates, gammaMemoryStates } from './models/spiking/gamma-memory.js';
export { layersOfNetwork, networkOfLayers } from './models/spiking/layered-network.js';
export { layerOutputs, type SpikingLayer, type Steps } from './models/spiking/layers.js';
export type { Neuron } from './models/spiking/neuron.js';
export { type NeuronStates, neuronStates } from './models/spiking/neuron-states.js';
export { type LabelledSteps, type Loss, type LossOver, scoreLoss } from './models/spiking/train/loss.js';
export type { SpikeSurrogate } from './models/spiking/train/surrogate.js';
export { type EpochResult, type SpikingTraining, trainSpiking } from './models/spiking/train/train.js';
export { syntheticControl } from './models/synthetic-control.js';
export { type MarsOptions, trainMars } from './models/train-mars.js';
export { type Matrix, matrix } from './numeric/matrix.js';
export { paretoSet } from './numeric/pareto.js';
export { type RandomStream, randomStream } from './numeric/random.js';
export { arrayMaps, twoWireMaps } from './report/array-map.js';
export { type ReportInput, reportHtml } from './report/build.js';
export { dictionaryFigure } from './report/dictionary-figure.js';
export { floorplanFigure } from './report/floorplan-figure.js';
export { ganttFigure } from './report/gantt-figure.js';
export { type Page, page, type Section } from './report/page.js';
export type { RunConditions } from './sim/chip.js';
export { type ChipsOptions, type ChipsPoint, type ChipsRun, runChips } from './sim/chips.js';
export {
  type CodingFigures,
  type CodingLife,
  type CodingOptions,
  type CodingPoint,
  codingLife,
} from './sim/coding.js';
export { type CodingChips, type CodingChipsOptions, codingChips } from './sim/coding-chips.js';
export { type CompareOptions, type Comparison, compareSystems, type Quantity } from './sim/compare/compare.js';
export { type Difference, difference, type SpikeDifference, spikeDifference } from './sim/compare/measures.js';
export { type DriftCompensation, driftCompensations } from './sim/compensation.js';
export type { DeviceArray, ReadArray } from './sim/device-array.js';
export {
  type EffectCost,
  type EffectOptions,
  type EffectStudy,
  type OverChips,
  type Rung,
  studyEffects,
} from './sim/effects.js';
export { hardwareEngine } from './sim/engine.js';
export {
  type ChipOutcome,
  type DesignChip,
  type DesignCost,
  type ExploreOptions,
  exploreDesigns,
} from './sim/explore.js';
export { layerInputs, layerSignals } from './sim/layer-run.js';
export { anotherChip, type Lifetime, type LifetimeOptions, lifetime } from './sim/lifetime.js';
export { type OutputsOptions, type OutputsPoint, type OutputsRun, runOutputs } from './sim/output-chips.js';
export {
  type OutputFigures,
  type OutputKind,
  type OutputLife,
  type OutputOptions,
  type OutputPoint,
  outputLife,
} from './sim/outputs.js';
export type { BlockJob } from './sim/spice/block-run.js';
export { type BlockOptions, type BlockVerdict, validateBlocks } from './sim/spice/blocks.js';
export { validateCoders } from './sim/spice/coders.js';
export { type Deck, spreadWindows, windowDecks } from './sim/spice/deck.js';
export type { ErrorBudget } from './sim/spice/error-budget.js';
export { analyseFrequency, type FrequencyAnalysis, type FrequencyOptions } from './sim/spice/frequency.js';
export { type ChipRead, type Distribution, type MonteCarlo, monteCarlo } from './sim/spice/monte-carlo.js';
export { validateNeurons } from './sim/spice/neurons.js';
export {
  type PoolOptions,
  type RunOptions,
  type SpiceJob,
  type SpiceOutcome,
  SpicePool,
} from './sim/spice/pool.js';
export { analysePulses, type PulsedStates } from './sim/spice/pulses.js';
export { type Plot, parseRaw } from './sim/spice/raw.js';
export { formatRaw } from './sim/spice/raw-write.js';
export type { SpiceRunner, StartRunner } from './sim/spice/runner.js';
export { type TemperatureSweep, temperatureSweep, type WarmArray } from './sim/spice/temperature.js';
export {
  type SpiceEngine,
  type TileJob,
  type TileVerdict,
  type ValidateOptions,
  type ValidateProgress,
  validateTiles,
  type WindowJob,
} from './sim/spice/validate.js';
export { formatPlotCsv, formatPlotVcd, parsePlotCsv } from './sim/spice/waveforms.js';
export { runSweep, type SweepChip, type SweepOptions, type SweepOutcome, type SweepWork } from './sim/sweep.js';
export { type TuneOptions, tune } from './sim/tune.js';
