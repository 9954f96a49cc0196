import type { ReportInput } from './input.js';
import { page, type Section } from './page.js';
import { accuracyGrid } from './remedies.js';
import { accuracySection } from './sections/accuracy.js';
import { costSection } from './sections/cost.js';
import { spiceSection } from './sections/spice.js';
import { spikesSection } from './sections/spikes.js';
import { summarySection } from './sections/summary.js';
import { tileSection } from './sections/tile.js';

export type { ReportInput } from './input.js';

/** What stands in a report, in order; a section that has nothing to say is left out. */
const sections: readonly ((input: ReportInput) => Section | undefined)[] = [
  summarySection,
  accuracySection,
  spikesSection,
  tileSection,
  costSection,
  spiceSection,
];

/**
 * Everything known about a program on its hardware as one HTML file that needs nothing else: does it still work, what
 * does it cost, and does SPICE agree. The same input gives the same bytes.
 */
export function reportHtml(input: ReportInput): string {
  const { program, version, chips, dataName } = input;
  const { graph, hardware, seed } = program;
  const run = chips && {
    seeds: chips.seeds,
    ages: accuracyGrid(chips).ages,
    wanted: chips.wanted,
    noiseSplit: chips.noiseSplit,
  };
  return page({
    title: `${graph.name} on ${hardware.name}`,
    subtitle: 'Accuracy, cost and SPICE agreement of a network on memristor crossbars',
    sections: sections.flatMap(section => section(input) ?? []),
    provenance: {
      seed,
      versions: { ohmweave: version, node: process.versions.node },
      configuration: { data: dataName, chips: run, hardware },
    },
  });
}
