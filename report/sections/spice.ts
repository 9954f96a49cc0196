import { defaultTolerance, type TileVerdict } from '../../sim/spice/validate.js';
import type { ReportInput } from '../input.js';
import type { Exhibit, Section } from '../page.js';
import { scientific } from '../svg/format.js';
import { lineChart } from '../svg/line.js';
import type { Table } from '../table.js';
import { counted, unbroken } from '../words.js';

/** Differences below the resolution of a double are drawn there. */
const floor = 1e-16;
/** A picture of more tiles could not be lettered. */
const mostShown = 24;
const words = { agrees: 'agrees', differs: 'differs', failed: 'not run' } as const;

/** Whether ngspice finds the currents that the simulator computes, tile by tile; how to ask it where nobody did. */
export function spiceSection({ verdicts }: ReportInput): Section {
  const heading = 'SPICE agreement';
  if (!verdicts || verdicts.length === 0) {
    const lead =
      'The netlists of this program were not run in ngspice for this report. Run `ohmweave report` without --no-spice, ' +
      'or `ohmweave validate`, to do so.';
    return { heading, lead, exhibits: [] };
  }
  return {
    heading,
    lead:
      `ngspice agrees on ${agreementText(verdicts)}. Compared are the column currents of every tile given to both, with the same devices, ` +
      'wires and voltages and without read noise.' +
      (verdicts.some(hasWindow)
        ? ' Of tiles too large for ngspice, windows were run, each within the network equivalent to the rest of its tile, and ' +
          'the currents of their cells were compared, too.'
        : ''),
    exhibits: [...differences(verdicts), { table: verdictTable(verdicts), caption: 'Tile by tile.' }],
  };
}

/** "2 of 2 tiles, worst relative difference 7.1 × 10⁻¹³ (block2[0,0])". */
export function agreementText(verdicts: readonly TileVerdict[]): string {
  const count = (status: TileVerdict['status']): number => verdicts.filter(tile => tile.status === status).length;
  const worst = comparedTiles(verdicts).sort((a, b) => b.worst - a.worst)[0];
  return [
    `${count('agrees')} of ${counted(verdicts.length, verdicts.some(hasWindow) ? 'netlist' : 'tile')}`,
    ...(count('failed') > 0 ? [`${count('failed')} could not be run`] : []),
    ...(worst ? [`worst relative difference ${difference(worst.worst)} (${worst.name})`] : []),
  ].join(', ');
}

const hasWindow = ({ window }: TileVerdict): boolean => window !== undefined;

const comparedTiles = (verdicts: readonly TileVerdict[]): TileVerdict[] =>
  verdicts.filter(tile => tile.status !== 'failed');

/** The tiles that differ most, in their order; nothing where none could be run. */
function differences(verdicts: readonly TileVerdict[]): Exhibit[] {
  const compared = comparedTiles(verdicts);
  if (compared.length === 0) return [];
  const worstFirst = [...compared.keys()].sort((a, b) => compared[b]!.worst - compared[a]!.worst);
  const shown = new Set(worstFirst.slice(0, mostShown));
  const tiles = compared.filter((_, k) => shown.has(k));
  const worst = tiles.map(tile => Math.max(tile.worst, floor));
  const svg = lineChart({
    title: 'Simulator against ngspice',
    description: tiles.map(tile => `${tile.name}: ${difference(tile.worst)}.`).join(' '),
    x: { label: 'Tile', categories: tiles.map(tile => tile.name) },
    y: {
      label: 'Relative difference',
      unit: '',
      spacing: 'log',
      include: [10 ** Math.floor(Math.log10(Math.min(...worst)))],
    },
    series: [{ name: 'Worst column of each tile', y: worst }],
    joined: false,
    reference: { name: `Tolerance, ${scientific(defaultTolerance)}`, y: defaultTolerance },
  });
  const left = compared.length - tiles.length;
  const caption =
    'Largest difference of the two currents of a column, relative to the largest current of the tile' +
    (left > 0
      ? `; the ${left === 1 ? 'tile that differs' : `${left} tiles that differ`} least ${left === 1 ? 'is' : 'are'} left out.`
      : '.');
  return [{ svg, caption }];
}

const verdictTable = (verdicts: readonly TileVerdict[]): Table => ({
  columns: [
    { name: 'Tile' },
    { name: 'Cells' },
    { name: 'Reads' },
    { name: 'Worst difference' },
    { name: 'Where' },
    { name: 'ngspice time', unit: 's' },
    { name: 'Verdict' },
  ],
  rows: verdicts.map(tile => [
    tile.name,
    unbroken(extent(tile)),
    tile.vectors,
    tile.status === 'failed' ? '–' : difference(tile.worst),
    tile.status === 'failed' ? '–' : unbroken(`bit line ${tile.worstColumn}, read ${tile.worstVector}`),
    tile.seconds,
    words[tile.status] + (tile.message ? `: ${tile.message}` : ''),
  ]),
});

const extent = ({ rows, cols, window }: TileVerdict): string =>
  `${rows} × ${cols}${window ? ` from row ${window.i0}, column ${window.j0}` : ''}`;

const difference = (worst: number): string => (worst === 0 ? '0' : unbroken(scientific(worst, 2)));
