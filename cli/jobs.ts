import { type Compilation, compile as compileNetwork } from '../compiler/compile.js';
import { type CostEstimate, estimate as estimateCost } from '../compiler/cost/estimate.js';
import { type NamedCircuit, programCircuits } from '../compiler/emit/program.js';
import type { TileCircuit } from '../compiler/emit/tile.js';
import type { Hardware } from '../compiler/hardware.js';
import { readHardware } from '../compiler/hardware-file.js';
import { passes, passOfStage } from '../compiler/passes.js';
import { type Program, tilesOf } from '../compiler/program-record.js';
import type { DumpedStage } from '../compiler/stage-file.js';
import { tileLaw } from '../compiler/tile-array.js';
import type { CrossbarArray } from '../crossbar/array.js';
import { ConvergenceError } from '../crossbar/line-system.js';
import type { EffectiveOperator, OperatorOptions } from '../crossbar/operator.js';
import { effectiveOperatorInThreads } from '../crossbar/operator-threads.js';
import { settle, type Transient } from '../crossbar/transient.js';
import { type Window, type WindowRest, windowRest } from '../crossbar/window.js';
import { reject } from '../edge/error.js';
import { StackThreads } from '../kernels/stack-threads.js';
import { accuracy, predict } from '../models/classify.js';
import type { Layout } from '../models/data/layout.js';
import { networkScores } from '../models/features.js';
import type { Graph } from '../models/graph.js';
import type { Network } from '../models/network.js';
import { readNetwork } from '../models/network-file.js';
import { takeOne, tryCandidates } from '../models/reservoirs/choose.js';
import type { ReservoirName } from '../models/reservoirs/names.js';
import { searchSettings } from '../models/reservoirs/search.js';
import { parseSettings, type Settings } from '../models/reservoirs/settings.js';
import { reservoirNamed } from '../models/reservoirs/table.js';
import { trainReservoir } from '../models/reservoirs/train.js';
import type { Series, SeriesSet } from '../models/series.js';
import { requireTwo } from '../models/train-readout.js';
import { type Inspection, type InspectOptions, inspect as inspectProgram } from '../sim/inspection/inspect.js';
import { layerInputs } from '../sim/layer-run.js';
import { type Deck, windowDecks } from '../sim/spice/deck.js';
import { type SpikeTrace, type TracedChip, traceSpikes } from '../sim/spike-trace.js';
import { scheduleJob } from './commands/schedule/job.js';
import { trainCoderJob } from './commands/train/lca-job.js';
import { tuneJob } from './commands/tune/job.js';
import type { Report } from './progress.js';
import { readData, readLabelled } from './read-data.js';

export interface TrainInput {
  readonly reservoir: ReservoirName;
  readonly train: string;
  readonly test?: string | undefined;
  readonly layout?: Layout | undefined;
  /** `key=value`, as `--set` takes them. */
  readonly settings: readonly string[];
  /** Candidates to search among, drawn at random. */
  readonly search?: number | undefined;
  readonly seed: number;
}

export interface TrainOutput {
  readonly network: Network;
  /** The settings that were given or found, without those left at their defaults. */
  readonly settings: Settings;
  /** How many were tried. */
  readonly tried: number;
  readonly lambda: number;
  /** In the cross-validation that chose λ. */
  readonly cvAccuracy: number;
  readonly trainSeries: number;
  /** Null where there are no test data. */
  readonly testSeries: number | null;
  readonly testAccuracy: number | null;
}

export interface CompileInput {
  /** Network file, or what stood in one. */
  readonly network: string | Network;
  /** Preset or file. */
  readonly hardware: string;
  readonly seed: number;
  readonly calibration?: string | undefined;
  readonly layout?: Layout | undefined;
  readonly longest?: number | undefined;
}

export interface CircuitsInput {
  readonly program: Program;
  /** s since programming. */
  readonly time: number;
  readonly vectors: number;
  /** How many tiles, spread evenly over the program. */
  readonly tiles: number | 'all';
}

export interface WindowInput {
  /** Without its law. */
  readonly circuit: TileCircuit;
  readonly hardware: Hardware;
  readonly window: Window;
}

export interface LayerInput {
  readonly program: Program;
  readonly series: Series;
  /** s since programming. */
  readonly time: number;
  readonly steps: number;
}

export interface TraceInput {
  readonly graph: Graph;
  readonly series: Series;
  readonly chip?: TracedChip | undefined;
}

/**
 * The computations that run in one go, as functions of plain data. `background` calls them in a thread, so that the
 * command line stays awake for Ctrl-C; they write no files.
 */
export const jobs = {
  async train(input: TrainInput, report: Report): Promise<TrainOutput> {
    const { train: trainFile, test: testFile, layout, seed, search } = input;
    const reservoir = reservoirNamed(input.reservoir);
    const candidates = parseSettings(reservoir, input.settings);
    if (search !== undefined && candidates.length > 1)
      reject('--search', 'found it with lists of settings', 'expected one or the other: a search draws its own values');
    const train = readLabelled(trainFile, undefined, layout);
    requireTwo(train, trainFile);
    const test = testFile === undefined ? null : readLabelled(testFile, train, layout);
    const threads = await StackThreads.open();
    try {
      const chosen =
        search !== undefined
          ? searchSettings(reservoir, train, { trials: search, seed, fixed: candidates[0]!, onProgress: report })[0]
          : candidates.length > 1
            ? takeOne(tryCandidates(reservoir, train, candidates, [seed], report))
            : undefined;
      const settings = chosen?.settings ?? candidates[0]!;
      const { network, lambda, cvAccuracy } = trainReservoir(reservoir, train, settings, seed, report);
      return {
        network,
        settings,
        tried: search ?? candidates.length,
        lambda,
        cvAccuracy,
        trainSeries: train.series.length,
        testSeries: test?.series.length ?? null,
        testAccuracy: test && accuracy(predict(networkScores(network, test)), test),
      };
    } finally {
      await threads.close();
    }
  },

  trainLca: trainCoderJob,

  tune: tuneJob,

  schedule: scheduleJob,

  async compile(input: CompileInput, report: Report): Promise<Program> {
    return (await compilation(input, report)).program;
  },

  /** One stage of the compiler in place of the program. */
  async stage({ stage, ...input }: CompileInput & { readonly stage: string }, report: Report): Promise<DumpedStage> {
    const { result } = passOfStage(stage);
    const compiled = await compilation(input, report);
    const { graph, hardware, seed } = compiled.program;
    return { stage, network: graph.name, hardware: hardware.name, seed, content: result(compiled) };
  },

  inspect(
    { program, ...options }: { readonly program: Program } & Omit<InspectOptions, 'onProgress'>,
    report: Report,
  ): Inspection {
    return inspectProgram(program, { ...options, onProgress: report });
  },

  estimate(
    { program, data }: { readonly program: Program; readonly data?: SeriesSet | undefined },
    report: Report,
  ): CostEstimate {
    return estimateCost(program, data, report);
  },

  /** Where it has not settled in the steps it may take, that is the array's fault. */
  settle([array, capacitance, volts, options]: Parameters<typeof settle>): Transient {
    try {
      return settle(array, capacitance, volts, options);
    } catch (cause) {
      if (!(cause instanceof ConvergenceError)) throw cause;
      return reject('settling', cause.message, 'expected time constants that are closer together, or a larger part');
    }
  },

  operator(input: { readonly array: CrossbarArray; readonly options: OperatorOptions }): Promise<EffectiveOperator> {
    return effectiveOperatorInThreads(input.array, input.options);
  },

  layerInputs({ program, series, time, steps }: LayerInput): ReadonlyMap<string, Float64Array> {
    return layerInputs(program, series, { time, steps });
  },

  traceSpikes({ graph, series, chip }: TraceInput, report: Report): SpikeTrace {
    return traceSpikes(graph, series, chip, report);
  },

  /** Laws are functions and stay behind; the receiver gives them back with `tileLaw`. */
  circuits({ program, time, vectors, tiles }: CircuitsInput): NamedCircuit[] {
    return programCircuits(withTiles(program, tiles), time, vectors).map(
      ({ name, circuit: { law: _, ...circuit } }) => ({
        name,
        circuit,
      }),
    );
  },

  windowRest(input: { readonly array: CrossbarArray; readonly window: Window }): WindowRest {
    return windowRest(input.array, input.window);
  },

  /** A window of a tile of such a program. */
  windowDecks({ circuit, hardware, window }: WindowInput): Deck[] {
    const law = tileLaw(circuit.array.conductance, hardware);
    return windowDecks(law ? { ...circuit, law } : circuit, window);
  },
};

async function compilation(input: CompileInput, report: Report): Promise<Compilation> {
  const { hardware, seed, longest, calibration: file, layout } = input;
  const network = typeof input.network === 'string' ? readNetwork(input.network) : input.network;
  const calibration = file === undefined ? undefined : readData(file, network.input, layout);
  return compileNetwork(network, await readHardware(hardware), {
    seed,
    ...(calibration && { calibration }),
    ...(longest !== undefined && { longest }),
    onPass: pass =>
      report(
        passes.findIndex(({ name }) => name === pass),
        passes.length,
      ),
  });
}

/** The program with only `wanted` of its tiles. */
function withTiles(program: Program, wanted: number | 'all'): Program {
  const names = tilesOf(program).map(({ tile }) => tile.name);
  if (wanted === 'all' || wanted >= names.length) return program;
  const chosen = new Set(Array.from({ length: wanted }, (_, k) => names[Math.floor((k * names.length) / wanted)]!));
  const plans = program.plans.map(plan => ({ ...plan, tiles: plan.tiles.filter(tile => chosen.has(tile.name)) }));
  return { ...program, plans };
}
