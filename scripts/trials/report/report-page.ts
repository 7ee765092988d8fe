/**
 * Reports as one HTML file each: styles, Chart.js (MIT) and data inline, nothing loaded from anywhere (a policy in the page
 * itself says so), light and dark, and every figure in a table, for those who read without pictures or JavaScript.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Cell, escaped, inlineJson, inlineScript, tableMarkup } from './markup.ts';
import { type Plot, plotMarkup } from './plot.ts';

/** A report. All text is plain text. */
export interface ReportPage {
  title: string;
  /** What matters most, a paragraph each. */
  lead: string[];
  /** Names and values, such as the seed and the machine. */
  facts?: [name: string, value: string][];
  sections: Section[];
}

/** A part of a report: text, then its plots, then its table. */
export interface Section {
  heading: string;
  text?: string[];
  plots?: Plot[];
  table?: { head: string[]; rows: Cell[][] };
}

/** The page as one self-contained HTML file. */
export async function renderPage(page: ReportPage): Promise<string> {
  const plots = page.sections.flatMap((section) => section.plots ?? []);
  const [style, chartJs, draw] = await Promise.all([
    readFile(join(import.meta.dirname, 'page.css'), 'utf8'),
    plots.length > 0 ? readFile(chartFile(), 'utf8') : '',
    plots.length > 0 ? readFile(join(import.meta.dirname, 'draw.js'), 'utf8') : '',
  ]);
  const scripts = [chartJs, draw].filter(Boolean).map((source) => `<script>${inlineScript(source)}</script>`);
  let drawn = 0;
  const sections = page.sections.map((section) => {
    const markup = sectionMarkup(section, drawn);
    drawn += section.plots?.length ?? 0;
    return markup;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<meta name="color-scheme" content="light dark">
<title>${escaped(page.title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(page.title)}</h1>
${paragraphs(page.lead, 'lead')}
${factsMarkup(page.facts ?? [])}
${sections.join('\n')}
</main>
<script type="application/json" id="plots">${inlineJson(plots)}</script>
${scripts.join('\n')}
</body>
</html>
`;
}

function sectionMarkup({ heading, text = [], plots = [], table }: Section, drawnBefore: number): string {
  const figures = plots.map((plot, index) => plotMarkup(plot, drawnBefore + index));
  return `<section>
<h2>${escaped(heading)}</h2>
${paragraphs(text)}
${figures.length > 0 ? `<div class="plots">${figures.join('\n')}</div>` : ''}
${table ? tableMarkup(table.head, table.rows) : ''}
</section>`;
}

function paragraphs(lines: readonly string[], kind?: string): string {
  return lines.map((line) => `<p${kind ? ` class="${kind}"` : ''}>${escaped(line)}</p>`).join('\n');
}

function factsMarkup(facts: readonly [string, string][]): string {
  if (facts.length === 0) return '';
  const items = facts.map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`);
  return `<dl class="facts">${items.join('\n')}</dl>`;
}

/** The build for browsers; the package names it in none of its exports, it stands beside the one it does. */
function chartFile(): string {
  return join(dirname(createRequire(import.meta.url).resolve('chart.js')), 'chart.umd.min.js');
}
