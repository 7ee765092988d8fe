/**
 * What a programmer sees first: what this is, and its API, read from the OpenAPI document. One page of HTML with nothing to load and nothing
 * that runs.
 */
import { createHash } from 'node:crypto';
import { Content } from '../shared/http/content.ts';

/** Of an OpenAPI document, what is shown. */
export interface ShownDocument {
  info: { title: string; version: string; description?: string };
  tags?: readonly { name: string; description?: string }[];
  paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface Operation {
  summary?: string;
  description?: string;
  tags?: readonly string[];
  security?: readonly unknown[];
  parameters?: readonly { name?: string; in?: string; description?: string; required?: boolean }[];
  requestBody?: { content?: Readonly<Record<string, Media>> };
  responses?: Readonly<Record<string, { content?: Readonly<Record<string, Media>> }>>;
}

interface Media {
  examples?: Readonly<Record<string, { value?: unknown }>>;
}

const STYLE = `:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}
h2{margin:2rem 0 .25rem;font-size:1.2rem}
details{border-top:1px solid #8886;padding:.35rem 0}
summary{cursor:pointer}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}
pre{overflow-x:auto;padding:.5rem;border:1px solid #8886}
b{display:inline-block;min-width:4rem}
dt{font-weight:600}`;

/** Nothing is loaded, nothing runs, nobody frames it. */
export const HOME_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

/** The page as an answer's body: a text that is sent as it is. */
export class HomePage extends Content<string> {
  readonly #document: ShownDocument;
  #html: Buffer | undefined;

  constructor(document: ShownDocument) {
    super(() => '');
    this.#document = document;
  }

  override get plain(): Buffer {
    return (this.#html ??= Buffer.from(homePage(this.#document)));
  }
}

/** The page. */
export function homePage({ info, tags = [], paths }: ShownDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation: operation as Operation })),
  );
  const sections = tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(name));
    if (own.length === 0) return '';
    return `<h2 id="${escaped(name)}">${escaped(description ?? name)}</h2>\n${own.map(operationHtml).join('\n')}`;
  });
  const [about = '', ...rules] = (info.description ?? '').split('\n\n');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(info.title)}</title>
<style>${STYLE}</style>
<h1>${escaped(info.title)}</h1>
<p>${inline(about)}</p>
<p>This is its API, version ${escaped(info.version)}; people book on <a href="/">its pages</a>. Programs read
<a href="/v1/openapi.json">/v1/openapi.json</a> (OpenAPI 3.1). What is on: <a href="/v1/events">/v1/events</a>.</p>
${sections.filter(Boolean).join('\n')}
<h2>Of every operation</h2>
${rules.map((rule) => `<p>${inline(rule)}</p>`).join('\n')}
</html>
`;
}

function operationHtml({ method, path, operation }: { method: string; path: string; operation: Operation }): string {
  const { summary = '', description, security = [], parameters = [], requestBody, responses = {} } = operation;
  const named = parameters.filter(({ name, in: where }) => name !== undefined && where !== 'path');
  return `<details><summary><b>${method.toUpperCase()}</b> <code>${escaped(path)}</code> ${escaped(summary)}</summary>
${description === undefined ? '' : `<p>${inline(description)}</p>`}
${security.length > 0 ? '<p>With an access token: <code>Authorization: Bearer …</code></p>' : ''}
${named.length > 0 ? `<dl>${named.map(parameterHtml).join('')}</dl>` : ''}
${exampleHtml('Asked', requestBody?.content)}
${Object.entries(responses)
  .filter(([status]) => status.startsWith('2'))
  .map(([status, { content }]) => exampleHtml(`Answered ${status}`, content))
  .join('')}
</details>`;
}

function parameterHtml({
  name = '',
  description = '',
  required,
}: {
  name?: string;
  description?: string;
  required?: boolean;
}) {
  return `<dt><code>${escaped(name)}</code>${required ? ' (must be there)' : ''}</dt><dd>${inline(description)}</dd>`;
}

/** The first example of a body. */
function exampleHtml(label: string, content: Readonly<Record<string, Media>> | undefined): string {
  const [media] = Object.values(content ?? {});
  const [example] = Object.values(media?.examples ?? {});
  if (example?.value === undefined) return '';
  return `<p>${escaped(label)}:</p><pre>${escaped(JSON.stringify(example.value, null, 2))}</pre>`;
}

/** A text with what stands in backticks as code. */
function inline(text: string): string {
  return escaped(text)
    .split('`')
    .map((part, index) => (index % 2 === 1 ? `<code>${part}</code>` : part))
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
