import { escapeXml, fontStack } from './svg/text.js';
import { type Table, tableHtml } from './table.js';

/** A picture (an SVG of `svg/`, taken as it is) or a table, with the sentence below or above it. */
export type Exhibit =
  | { readonly svg: string; readonly caption: string }
  | { readonly table: Table; readonly caption: string };

export interface Section {
  readonly heading: string;
  /** One or two sentences on what the section shows. */
  readonly lead: string;
  readonly exhibits: readonly Exhibit[];
}

export interface Page {
  readonly title: string;
  readonly subtitle: string;
  readonly sections: readonly Section[];
  /** What is needed to make the same numbers again. */
  readonly provenance: {
    readonly seed: number;
    readonly versions: Readonly<Record<string, string>>;
    /** The resolved configuration; shown as JSON. */
    readonly configuration: unknown;
  };
}

const css = `
:root { color-scheme: light; }
body { margin: 0; background: #ffffff; color: #222222; font: 16px/1.55 ${fontStack}; }
main { max-width: 760px; margin: 0 auto; padding: 40px 20px 60px; }
h1 { margin: 0; font-size: 30px; line-height: 1.2; }
h2 { margin: 52px 0 4px; font-size: 21px; }
p { margin: 6px 0 0; }
.subtitle { color: #555555; font-size: 18px; }
figure { margin: 24px 0 0; break-inside: avoid; overflow-x: auto; }
figcaption { margin-top: 6px; color: #555555; font-size: 14px; }
svg { display: block; max-width: 100%; height: auto; }
table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; margin-top: 8px; }
th, td { padding: 5px 22px 5px 0; text-align: left; vertical-align: top; }
thead th { border-bottom: 1.5px solid #222222; vertical-align: bottom; }
td { border-bottom: 1px solid #dddddd; }
.number { padding: 5px 0 5px 22px; text-align: right; }
td.number { white-space: nowrap; }
.number + :not(.number) { padding-left: 22px; }
th:last-child, td:last-child { padding-right: 0; }
tr { break-inside: avoid; }
footer { margin-top: 60px; padding-top: 12px; border-top: 1px solid #dddddd; color: #555555; font-size: 14px; }
pre { overflow-x: auto; padding: 12px; background: #f6f6f6; font-size: 12px; line-height: 1.45; white-space: pre-wrap; overflow-wrap: anywhere; }
@media print { main { max-width: none; padding: 0; } h2 { break-after: avoid; } }
`;

/** One HTML file that needs nothing else: no script, no address outside itself. It is well-formed XML, too. */
export function page(content: Page): string {
  const { title, subtitle, sections, provenance } = content;
  const versions = Object.entries(provenance.versions).map(([name, version]) => `${name} ${version}`);
  const configuration = JSON.stringify(provenance.configuration, undefined, 2) ?? 'none';
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>${escapeXml(title)}</title>
<style>${css}</style>
</head>
<body>
<main>
<h1>${escapeXml(title)}</h1>
<p class="subtitle">${escapeXml(subtitle)}</p>
${sections.map(section).join('\n')}
<footer>
<p>Seed ${provenance.seed} · ${escapeXml(versions.join(' · '))}</p>
<details><summary>Resolved configuration</summary><pre>${escapeXml(configuration)}</pre></details>
</footer>
</main>
</body>
</html>
`;
}

function section({ heading, lead, exhibits }: Section): string {
  return `<section>
<h2>${escapeXml(heading)}</h2>
<p>${escapeXml(lead)}</p>
${exhibits.map(exhibit).join('\n')}
</section>`;
}

function exhibit(shown: Exhibit): string {
  const caption = `<figcaption>${escapeXml(shown.caption)}</figcaption>`;
  return `<figure>\n${'svg' in shown ? shown.svg + caption : caption + tableHtml(shown.table)}\n</figure>`;
}
