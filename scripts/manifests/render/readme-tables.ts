/** The tables of functions and messages in the READMEs. */
import { existsSync } from 'node:fs';
import { catalog, type EventType, occasions } from '../../../events/catalog.ts';
import { type Capability, typesTaken } from '../../../functions/shared/serve/capability.ts';

const FUNCTIONS = new URL('../../../functions/', import.meta.url);
const VERSION = '/v1';

/** A text with other rows in the table whose head begins so. @throws Error when there is no such table */
export function withRows(markdown: string, head: string, rows: readonly string[]): string {
  const lines = markdown.split('\n');
  const at = lines.findIndex((line) => line.startsWith(head));
  if (at === -1) throw new Error(`no table begins with ${head}`);
  const first = at + 2;
  const count = lines.slice(first).findIndex((line) => !line.startsWith('|'));
  return lines.toSpliced(first, count, ...rows).join('\n');
}

/** Of functions/README.md: a row a function, and those of what functions share. */
export function roomRows(capabilities: readonly Capability[]): string[] {
  const functions = capabilities.map(({ name, summary }) => {
    const design = existsSync(new URL(`${name}/DESIGN.md`, FUNCTIONS)) ? ` ([DESIGN.md](${name}/DESIGN.md))` : '';
    return `| \`${name}/\` | ${phrase(summary)}${design} | \`shared/\` |`;
  });
  return [
    '| `capabilities.ts` | the list of functions, for what is made from what they say of themselves | all below |',
    ...functions,
    '| `shared/` | what several of them need, a topic a file | |',
  ];
}

/** Of README.md: a row a function. */
export function functionRows(capabilities: readonly Capability[]): string[] {
  return capabilities.map((capability) => {
    const { name, summary, sweep } = capability;
    const types = typesTaken(capability).map((type) => `\`${type.replace(/\.v1$/, '')}\``);
    const all = paths(capability).join(' · ');
    const shown = `${all}${all && ' '}`;
    const listens = [...types, ...(sweep ? ['ticks'] : [])].join(', ');
    return `| [\`${name}\`](functions/${name}) | ${phrase(summary)} | ${shown}| ${listens}${listens && ' '}|`;
  });
}

/** Each path once, with its methods: `GET`, `PATCH /users/{userId}`. */
function paths({ routes, pages = [] }: Capability): string[] {
  const byPath = Map.groupBy(routes, ({ path }) => unversioned(path));
  const ofPages = pages.map(({ path, below, method }) => `\`${method} ${path}${below ? '/…' : ''}\``);
  const ofRoutes = [...byPath].map(([path, own]) => {
    const methods = [...new Set(own.map(({ method }) => method))];
    return `${methods.map((method) => `\`${method}`).join('`, ')} ${path}\``;
  });
  return [...ofRoutes, ...ofPages];
}

function unversioned(path: string): string {
  return path.startsWith(`${VERSION}/`) ? path.slice(VERSION.length) : path;
}

/** Of README.md: a row a type of message. */
export function messageRows(capabilities: readonly Capability[]): string[] {
  return (Object.keys(catalog) as EventType[]).map((type) => {
    const publishers = capabilities.filter(({ publishes }) => publishes?.includes(type)).map(({ name }) => name);
    const takers = capabilities.flatMap(({ name, takes }) => {
      const effect = takes?.types[type];
      return effect === undefined ? [] : [effect === true ? name : `${name} (${effect})`];
    });
    const taken = takers.join(', ');
    return `| \`${type}\` | ${occasions[type]} | ${publishers.join(', ')} | ${taken}${taken && ' '}|`;
  });
}

const phrase = (summary: string): string => (summary.charAt(0).toLowerCase() + summary.slice(1)).replace(/\.$/, '');
