/** The watchboard as pages: written here whole, with no script, so that a browser does nothing but show them. */
import { type Board, type BoardTrace } from './board.ts';
import { BOARD_LINES } from './board-lines.ts';

const STYLE = `
:root{color-scheme:light dark;font:14px/1.4 system-ui,sans-serif}body{margin:1rem auto;max-width:75rem;padding:0 1rem}
h1{font-size:1.3rem;margin:0}h2{font-size:1rem;margin:1.5rem 0 .5rem}.lines{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.5rem}
.line{border:1px solid #8886;border-radius:.4rem;padding:.4rem .6rem}.line b{font-size:1.2rem;float:right;font-variant-numeric:tabular-nums}
svg{display:block;width:100%;height:2.2rem}polyline{fill:none;stroke:currentColor;stroke-width:1.5;vector-effect:non-scaling-stroke}
table{border-collapse:collapse;width:100%}td,th{text-align:start;padding:.15rem .6rem .15rem 0;border-bottom:1px solid #8883;font-variant-numeric:tabular-nums}
.bar{position:relative;height:1rem;min-width:20rem}.bar i{position:absolute;top:.2rem;height:.6rem;min-width:2px;background:#47a;border-radius:2px}.bad{color:#c33}.bar .bad{background:#c33}`;

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const shown = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const number = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '–' : digits.format(value);
const REFRESH_SECONDS = 2;

function page(title: string, body: string, isRefreshed: boolean): string {
  const refresh = isRefreshed ? `<meta http-equiv="refresh" content="${REFRESH_SECONDS}">` : '';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">${refresh}<title>${shown(title)}</title><style>${STYLE}</style><body>${body}</body></html>`;
}

/** All of it. @param isStill it does not come again by itself */
export function boardPage(board: Board, isStill: boolean): string {
  const latest = board.rows.at(-1) ?? [];
  const lines = BOARD_LINES.map(({ name, unit }, index) => {
    const values = board.rows.map((row) => row[index] ?? Number.NaN);
    return `<div class="line">${shown(name)} <b>${number(latest[index])}${unit && ` ${unit}`}</b>${spark(values)}</div>`;
  });
  const toggle = isStill ? '<a href="/">Go on</a>' : '<a href="/?still">Stop here</a>';
  return page(
    'Seatmesh: watchboard',
    `<h1>Watchboard</h1><p>The last half hour, a point every five seconds. ${toggle}</p><div class="lines">${lines.join('')}</div>
<h2>Functions</h2>${table(
      ['Function', 'Processes', 'Requests/s', 'Failed/s', 'p99, ms'],
      board.functions.map((one) => [
        one.service,
        ...[one.processes, one.perSecond, one.failedPerSecond, one.p99Ms].map(number),
      ]),
    )}
<h2>Refusals</h2>${table(
      ['Code', '/s'],
      board.refusals.map(([code, perSecond]) => [code, number(perSecond)]),
    )}
<h2>Latest traces</h2>${traceTable(board.traces())}`,
    !isStill,
  );
}

/** A trace as a waterfall. */
export function tracePage(trace: BoardTrace): string {
  const begin = Math.min(...trace.spans.map(({ startMs }) => startMs));
  const end = Math.max(...trace.spans.map(({ startMs, ms }) => startMs + ms));
  const whole = Math.max(0.001, end - begin);
  const rows = inOrder(trace).map(({ span, depth }) => {
    const left = ((span.startMs - begin) / whole) * 100;
    const bar = `<div class="bar"><i class="${span.isError ? 'bad' : ''}" style="left:${left.toFixed(2)}%;width:${((span.ms / whole) * 100).toFixed(2)}%"></i></div>`;
    const about = Object.entries(span.attributes).map(([key, value]) => `${key}=${value}`);
    return `<tr><td style="padding-left:${depth}rem">${shown(span.name)}</td><td>${shown(span.service)}</td><td>${number(span.ms)} ms</td><td>${bar}</td><td>${shown(about.join(' '))}</td></tr>`;
  });
  return page(
    `Trace ${trace.id}`,
    `<p><a href="/">Watchboard</a></p><h1>${shown(trace.id)}</h1><p>${number(whole)} ms, ${trace.spans.length} spans</p><table><tr><th>Span</th><th>Function</th><th>Took</th><th></th><th>About</th></tr>${rows.join('')}</table>`,
    false,
  );
}

/** Each beneath its parent, in the order they began; what has no parent here stands at the margin. */
function inOrder({ spans }: BoardTrace): { span: BoardTrace['spans'][number]; depth: number }[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const beneath = Map.groupBy(
    spans.toSorted((one, other) => one.startMs - other.startMs),
    ({ parentId }) => (parentId !== undefined && ids.has(parentId) ? parentId : ''),
  );
  const found: { span: BoardTrace['spans'][number]; depth: number }[] = [];
  const seen = new Set<string>();
  const walk = (parent: string, depth: number): void => {
    for (const span of beneath.get(parent) ?? []) {
      // Whoever sends spans could make a circle of them.
      if (seen.has(span.spanId)) continue;
      seen.add(span.spanId);
      found.push({ span, depth });
      walk(span.spanId, depth + 1);
    }
  };
  walk('', 0);
  return found;
}

function traceTable(traces: readonly BoardTrace[]): string {
  const rows = traces.slice(0, 50).map(({ id, spans }) => {
    const [first] = spans.toSorted((one, other) => one.startMs - other.startMs);
    const end = Math.max(...spans.map(({ startMs, ms }) => startMs + ms));
    const bad = spans.some(({ isError }) => isError) ? ' class="bad"' : '';
    return `<tr><td><a${bad} href="/traces/${id}">${shown(first?.name ?? '')}</a></td><td>${number(end - (first?.startMs ?? end))} ms</td><td>${spans.length}</td><td>${[...new Set(spans.map(({ service }) => shown(service)))].join(', ')}</td></tr>`;
  });
  return `<table><tr><th>Began with</th><th>Took</th><th>Spans</th><th>In</th></tr>${rows.join('')}</table>`;
}

const row = (cells: readonly string[], tag: string): string =>
  `<tr>${cells.map((cell) => `<${tag}>${shown(cell)}</${tag}>`).join('')}</tr>`;

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows.length === 0
    ? '<p>None.</p>'
    : `<table>${row(heads, 'th')}${rows.map((cells) => row(cells, 'td')).join('')}</table>`;
}

/** A line through the points that there are, from the lowest of 0 and them to the highest. */
function spark(values: readonly number[]): string {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length < 2) return '<svg></svg>';
  const high = Math.max(...known) || 1;
  const points = values.flatMap((value, index) =>
    Number.isNaN(value) ? [] : [`${index},${(30 - (value / high) * 28).toFixed(1)}`],
  );
  return `<svg viewBox="0 0 ${Math.max(60, values.length)} 32" preserveAspectRatio="none" role="img" aria-label="up to ${number(high)}"><polyline points="${points.join(' ')}"/></svg>`;
}
