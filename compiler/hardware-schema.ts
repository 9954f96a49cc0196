import { z } from 'zod';
import { adcCalibrations } from '../crossbar/adc.js';
import type { Parameter } from '../devices/parameter.js';
import { deviceTable, partNames } from '../devices/table.js';
import { messageOf } from '../edge/error.js';
import { exampleOf, type QuantityKind, type QuantityParser, withArticle } from '../edge/quantity.js';
import { signKinds } from './hardware.js';
import { peripheralsSchema } from './peripherals-file.js';
import { mostSets } from './placement/duplicates.js';
import { packings } from './placement/packing.js';
import { wireSchema } from './wire-file.js';
import { type WritingInput, writingSchema } from './writing-file.js';

/** To make a schema takes ten times as long as to check a description against it. */
const schemas = new WeakMap<QuantityParser, ReturnType<typeof makeSchema>>();

/**
 * The schema of a hardware description file. Every quantity is written with its unit ("25 uS", "0.35 ohm"); `parse`
 * reads it. The output is in SI units, the input side is what the published JSON Schema describes.
 */
export function hardwareSchema(parse: QuantityParser) {
  const made = schemas.get(parse) ?? makeSchema(parse);
  schemas.set(parse, made);
  return made;
}

function makeSchema(parse: QuantityParser) {
  const quantity = (kind: QuantityKind, what: string, sign: 'positive' | 'non-negative' = 'positive') =>
    z
      .string({ error: `expected ${withArticle(kind)} with its unit, such as "${exampleOf(kind)}"` })
      .transform((text, context) => {
        try {
          const value = parse(text, kind, '');
          const right = sign === 'positive' ? value > 0 : value >= 0;
          if (right && value < Infinity) return value;
          context.addIssue({ code: 'custom', message: `expected a ${right ? 'finite' : sign} ${kind}` });
        } catch (cause) {
          context.addIssue({ code: 'custom', message: messageOf(cause).replace(/^.*; (?=expected)/, '') });
        }
        return z.NEVER;
      })
      .describe(`${what} (${kind}, e.g. "${exampleOf(kind)}")`);

  const bits = z
    .union([z.int().min(2, 'expected 2 to 24 bits').max(24, 'expected 2 to 24 bits'), z.literal('ideal')], {
      error: 'expected 2 to 24 bits, or "ideal"',
    })
    .transform(value => (value === 'ideal' ? null : value))
    .describe('Resolution, sign included; "ideal" converts exactly');
  const share = z.number().min(0).max(1);
  const sets = z.int().min(1).max(mostSets);
  const scale = z.number().min(0);
  const ofUnit: Record<string, QuantityKind> = { S: 'conductance', V: 'voltage', s: 'time', K: 'temperature' };
  const parameter = ({ meaning, unit, value, range }: Parameter) => {
    const kind = ofUnit[unit];
    if (kind) return quantity(kind, meaning, 'non-negative').prefault(`${value} ${unit}`);
    return z.number().min(range[0]).max(range[1]).default(value).describe(meaning);
  };
  const writing = writingSchema(quantity).optional();
  const otherDevice = z.enum(Object.keys(deviceTable) as [string, ...string[]]).optional();
  const deviceForms = Object.values(deviceTable).map(({ name, parameters }) => {
    const { gMin: _least, gMax: _most, ...others } = parameters;
    return z.strictObject({
      model: z.literal(name),
      gMin: quantity('conductance', 'Lowest conductance that weights are mapped to', 'non-negative'),
      gMax: quantity('conductance', 'Highest conductance that weights are mapped to'),
      ...Object.fromEntries(Object.entries(others).map(([key, about]) => [key, parameter(about)])),
      ...Object.fromEntries(
        partNames.map(part => [part, otherDevice.describe(`Model whose ${part} is taken instead`)]),
      ),
      noise: z
        .number()
        .min(0)
        .max(100)
        .default(1)
        .describe('Times the programming error and the read noise of every device; 0 is none, 1 the model'),
      writing: writing.describe('Pulses that devices are written with, in place of their programming error'),
    });
  });

  return z.strictObject({
    $schema: z.string().optional(),
    name: z.string().min(1),
    description: z.string().optional(),
    array: z.strictObject({
      rows: z.int().min(1).max(4096).describe('Word lines of one physical array'),
      columns: z.int().min(2).max(8192).describe('Bit lines of one physical array; two make one signed output'),
      wordLineResistance: wireSchema(quantity('resistance', 'Per word-line segment', 'non-negative')),
      bitLineResistance: wireSchema(quantity('resistance', 'Per bit-line segment', 'non-negative')),
      wireTemperatureCoefficient: z
        .number('expected a number in 1/K')
        .optional()
        .describe(
          '1/K, of word and bit lines: their resistances hold at 300 K and change with the temperature by this; default 0, or 0.00451 where they are given by node',
        ),
      driverResistance: quantity('resistance', 'Between a row driver and its line', 'non-negative'),
      senseResistance: quantity('resistance', 'Between a bit line and virtual ground', 'non-negative'),
      wordLineCapacitance: quantity('capacitance', 'Of a word-line segment', 'non-negative').prefault('0 F'),
      bitLineCapacitance: quantity('capacitance', 'Of a bit-line segment', 'non-negative').prefault('0 F'),
      cellCapacitance: quantity('capacitance', 'Across a cell', 'non-negative').prefault('0 F'),
    }),
    device: z.discriminatedUnion('model', deviceForms as [(typeof deviceForms)[number], ...typeof deviceForms]),
    imperfections: z
      .strictObject({
        levels: z
          .int()
          .min(0)
          .refine(count => count !== 1, 'expected 0 for a continuum, or at least 2')
          .default(0)
          .describe('Programmable levels over the window; 0 is a continuum'),
        stuckLow: share.default(0),
        stuckHigh: share.default(0),
      })
      .default({ levels: 0, stuckLow: 0, stuckHigh: 0 }),
    mapping: z.strictObject({
      signs: z
        .enum(signKinds)
        .describe('How a weight has two signs: two cells, or one beside a column of their middle'),
      scale: z.enum(['tile', 'column']).default('tile'),
      slices: z
        .strictObject({
          weightBits: z.int().min(2).max(24).describe('Of the integer that a weight is rounded to, sign included'),
          cellBits: z.int().min(1).max(8).describe('Of its magnitude that one cell holds'),
          over: z
            .enum(['cells', 'arrays'])
            .default('cells')
            .describe('Whether slices lie side by side in one array, or each in arrays of its own'),
          digits: z
            .enum(['signed', 'offset'])
            .default('signed')
            .describe('Whether digits have the sign of the weight, or are those of the weight and half of the range'),
        })
        .optional()
        .describe('Weights as integers, a column for some bits of each'),
      clip: z
        .union([z.strictObject({ percentile: z.number().positive().max(100) }), z.literal('least error')], {
          error: 'expected {"percentile": 99.9} or such, or "least error"',
        })
        .optional()
        .describe('Where large weights are cut off: at a percentile of |w|, or where the squared error is least'),
      irDrop: z
        .enum(['accepted', 'compensated'])
        .default('accepted')
        .describe('Whether targets are those whose operator, wires included, is the wanted one, at a smaller scale'),
      faults: z.enum(['accepted', 'remapped']).default('accepted').describe('Whether lines move for stuck devices'),
      spareColumns: z.int().min(0).max(4096).default(0).describe('Places that tiles leave free for such outputs'),
      copies: z
        .union([z.int().min(1), z.literal('fill')], { error: 'expected a count, or "fill"' })
        .default(1)
        .describe(
          'Rows per weight: device errors average out over them; "fill" takes as many as one array has room for, at most 16',
        ),
      centre: z
        .enum(['readout', 'all'])
        .default('readout')
        .describe('Products whose mean input is subtracted before the DAC; their bias is added behind the ADC'),
    }),
    dac: z.strictObject({
      bits,
      headroom: z.number().min(1).default(1),
      bitsPerRead: z
        .int('expected 1 to 8 bits')
        .min(1, 'expected 1 to 8 bits')
        .max(8, 'expected 1 to 8 bits')
        .optional()
        .describe("Of an input's magnitude that one read takes; default: all of them"),
    }),
    adc: z.strictObject({
      bits,
      headroom: z.number().min(1).default(1.1),
      shared: z.int().min(1).default(8),
      errors: z
        .strictObject({
          offset: scale.default(0).describe('LSB, standard deviation over ADCs'),
          gain: scale.default(0).describe('Relative, standard deviation over ADCs'),
          bow: scale.default(0).describe('LSB, peak of the smooth nonlinearity, standard deviation over ADCs'),
          mismatch: scale.default(0).describe('Relative deviation of a unit element of the binary array'),
          noise: scale.default(0).describe('LSB, of one conversion at its input'),
          calibration: z
            .enum(adcCalibrations)
            .default('none')
            .describe('What is taken out digitally: a straight line, or a value for each code'),
        })
        .optional()
        .describe('How far ADCs are from ideal ones'),
    }),
    sense: z
      .strictObject({
        offset: quantity('voltage', "Standard deviation of the amplifiers' offsets", 'non-negative').prefault('0 V'),
        noise: z.number('expected a number in A/√Hz').min(0).default(0).describe('A/√Hz, at the input of an amplifier'),
        thermal: z.boolean().default(false).describe('Whether cells have thermal noise'),
        fano: z.number().min(0).max(1).default(0).describe("Fano factor of the cells' shot noise"),
        zeroed: z.boolean().default(false).describe('Whether a read without inputs is taken off all others'),
      })
      .optional()
      .describe('The circuits that sense bit lines'),
    read: z.strictObject({
      voltage: quantity('voltage', 'Amplitude of a full-scale input'),
      time: quantity('time', 'Integration time of one read'),
      average: z
        .int('expected 1 to 1024 reads')
        .min(1, 'expected 1 to 1024 reads')
        .max(1024, 'expected 1 to 1024 reads')
        .default(1)
        .describe('Reads of every product, one after another, whose conversions are averaged digitally'),
    }),
    temperature: quantity('temperature', 'Operating temperature'),
    recurrence: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('digital') }),
        z.strictObject({
          kind: z.literal('volatile'),
          timeUnit: quantity('time', "One time unit of the network's rates in this device"),
          gMin: quantity('conductance', 'State h = 0', 'non-negative'),
          gMax: quantity('conductance', 'State h = 1'),
          readVoltage: quantity('voltage', 'At which the state is read'),
          rest: quantity('time', 'Between two pulses, at the read voltage', 'non-negative').prefault('0 s'),
          rateDeviation: scale.default(0),
          slopeDeviation: scale.default(0),
          bits: bits.default(null),
          assumption: z.boolean().default(false).describe('True where no published device is this fast'),
        }),
      ])
      .default({ kind: 'digital' }),
    settling: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('digital') }),
        z.strictObject({
          kind: z.literal('analog'),
          timeConstant: quantity('time', 'RC of the integrator of each atom'),
          capacitance: quantity('capacitance', 'C of the integrator of each atom'),
          time: quantity('time', 'How long codes settle before they are converted'),
        }),
      ])
      .default({ kind: 'digital' })
      .describe('How sparse codes settle: in rounds of reads and conversions, or as voltages of a circuit'),
    neurons: z
      .discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('digital').optional(),
          leakBits: z
            .int()
            .min(1)
            .max(32)
            .optional()
            .describe('Fractional bits of their leak factors; default: as many as float64 has'),
        }),
        z.strictObject({
          kind: z.literal('analog'),
          timeStep: quantity('time', 'What a time step of the network takes on the chip'),
          updateTime: quantity('time', 'The part of it in which spikes are latched and membranes reset'),
          capacitance: quantity('capacitance', 'C of each state of a neuron'),
          swing: quantity('voltage', 'What the largest threshold of a layer, or its largest value, stands for'),
          refractorySteps: z
            .int()
            .min(0)
            .max(1000)
            .default(0)
            .describe('Time steps after a spike in which a neuron that resets to a value is held there'),
          offset: quantity('voltage', "Standard deviation of the comparators' offsets", 'non-negative').prefault('0 V'),
          noise: quantity('voltage', "Standard deviation of a comparator's noise", 'non-negative').prefault('0 V'),
        }),
      ])
      .default({ kind: 'digital' })
      .describe('Spiking neurons: arithmetic behind ADCs, or circuits that column currents charge'),
    readout: z.enum(['crossbar', 'digital']).default('crossbar'),
    placement: z
      .strictObject({
        packing: z
          .enum(packings)
          .default('none')
          .describe('Whether tiles share arrays, in which they are read in turn'),
        duplicates: z
          .union([sets, z.record(z.string(), sets)], {
            error: `expected 1 to ${mostSets}, or such a count for each product`,
          })
          .default(1)
          .describe(
            'Sets of arrays with the same weights, which take vectors in turn: of all products, or by their names',
          ),
        gridColumns: z.int().min(1).max(4096).optional().describe('Arrays side by side on the floorplan'),
      })
      .default({ packing: 'none', duplicates: 1 }),
    peripherals: peripheralsSchema(quantity),
    floorplan: z
      .strictObject({
        overhead: z.number().min(0).max(100).describe("Routing and white space, as a share of the parts' area"),
        source: z.string().min(1).describe('Where that share comes from'),
      })
      .optional()
      .describe('What a floorplan adds to the area of the parts; default: nothing'),
    sources: z.record(z.string(), z.string()).optional().describe('Where each constant comes from, by its path'),
  });
}

/** The file as written: what a preset holds and `ohmweave hardware NAME` prints. */
export type HardwareFile = Omit<z.input<ReturnType<typeof hardwareSchema>>, 'device'> & {
  readonly device: {
    readonly model: string;
    readonly gMin: string;
    readonly gMax: string;
    readonly writing?: WritingInput;
    readonly [parameterOrPart: string]: string | number | WritingInput | undefined;
  };
};
