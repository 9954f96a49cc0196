import { factorOfColumn, outputOfColumn } from '../../compiler/columns.js';
import { inputOfRow } from '../../compiler/drive.js';
import { deviceOf, type Hardware } from '../../compiler/hardware.js';
import { weightAt } from '../../compiler/map.js';
import { type MvmPlan, outputsOf, type PlacedTile, rowsOf, weightColumn, weightRow } from '../../compiler/plan.js';
import { differences, signsOf } from '../../compiler/signs.js';
import { tileConductances } from '../../compiler/tile-array.js';
import { nearestLevel } from '../../devices/cells.js';
import { deviceCurrents } from '../../devices/current.js';
import { ohmic } from '../../devices/parts.js';
import { transferOf } from '../compensation.js';

/** What takes weights away from what was wanted, in the order in which it does. */
export const weightParts = ['targets', 'levels', 'programming', 'ageing', 'wires'] as const;
export type WeightPart = (typeof weightParts)[number];

/** A tile's weights, rows × outputs in the unit that its cells hold, as wanted and after each part of what happens to them. */
export type TileWeights = Readonly<Record<'wanted' | WeightPart, Float64Array>>;

/**
 * A tile's weights stage by stage: `wanted`, and with D the difference of bit lines (compiler/signs.ts) and s the S per unit of weight,
 *
 *     targets       D(target)/s                  not as wanted where wires are compensated, or devices do not follow Ohm's law
 *     levels        D(level nearest to it)/s
 *     programming   D(programmed)/s              stuck and given up devices among them
 *     ageing        D(present)/s                 `time` s after the first writing
 *     wires         D(effective operator)/s      what the columns answer to single rows at the read voltage
 *
 * Where devices are not ohmic, a conductance is the current at the read voltage over it. Read noise and converters are in none.
 */
export function tileWeights(
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  hardware: Hardware,
  time: number,
): TileWeights {
  const rows = rowsOf(tile);
  const outputs = outputsOf(tile);
  const signs = signsOf(hardware);
  const { window, conduction } = deviceOf(hardware);
  const { levels } = hardware.imperfections;
  const volts = new Float64Array(tile.target.length).fill(hardware.read.voltage);
  const weightsOf = (lines: Float64Array): Float64Array => {
    const out = differences(lines, rows, outputs, signs);
    for (let k = 0; k < out.length; k++) out[k]! /= tile.scale[k % outputs]!;
    return out;
  };
  const held = (conductance: Float64Array): Float64Array =>
    weightsOf(
      conduction === ohmic
        ? conductance
        : deviceCurrents(conduction, conductance, volts).map(amps => amps / hardware.read.voltage),
    );
  const { target, programmed } = tile.cells;
  const present = tileConductances(tile, hardware, time);
  const wanted = new Float64Array(rows * outputs);
  for (let k = 0; k < wanted.length; k++)
    wanted[k] = weightAt(plan.weights, tile, Math.floor(k / outputs), k % outputs);
  return {
    wanted,
    targets: held(target),
    levels: held(levels < 2 ? target : target.map(g => nearestLevel(g, window, levels))),
    programming: held(programmed),
    ageing: held(present),
    wires: weightsOf(transferOf(tile, present, hardware)),
  };
}

/** Adds some weights of a tile to those of the whole product, inputs × outputs; bias rows are no inputs. */
export function addToProduct(
  product: Float64Array,
  weights: Float64Array,
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
): void {
  const outputs = outputsOf(tile);
  for (let j = 0; j < outputs; j++) {
    const column = weightColumn(tile, j);
    const output = outputOfColumn(plan, column);
    const factor = factorOfColumn(plan, column) / plan.outputCopies;
    for (let i = 0; i < rowsOf(tile); i++) {
      const input = inputOfRow(plan, weightRow(tile, i));
      if (input >= 0) product[input * plan.outputs + output]! += factor * weights[i * outputs + j]!;
    }
  }
}
