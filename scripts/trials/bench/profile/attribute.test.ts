import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attribute, type CpuProfile } from './attribute.ts';
import { modulesOf } from './modules.ts';
import { GARBAGE, HTTP, NATIVE, NODE, partOfGateway, partOfModule, partsOfBundle, PUBLISHING, REST } from './parts.ts';
import { built } from '../../../testing/servers/of-run.ts';

const BUNDLE = `/*hash*/(function () {"use strict";
// functions/shared/serve/endpoint.ts
function serve() {}
// ../../node_modules/mysql2/lib/connection.js
function query() {}
  // not/a/module.js
// node_modules/@scope/thing/index.mjs
function thing() {}
// stand-in:domain
function domain() {}
// functions/shared/messages/relay.ts
function publish() {}`;

const lines: Record<string, number> = { serve: 2, query: 4, thing: 7, domain: 9, publish: 11 };

test('lines of a bundle know their module', () => {
  const moduleOf = modulesOf(BUNDLE);
  expect([0, 2, 4, 5, 7, 9, 11].map(moduleOf)).toEqual([
    undefined,
    'functions/shared/serve/endpoint.ts',
    'mysql2',
    'mysql2',
    '@scope/thing',
    'stand-in:domain',
    'functions/shared/messages/relay.ts',
  ]);
});

/** A profile of stacks, outermost first, each seen once for so many µs. */
function profileOf(stacks: readonly (readonly [micros: number, ...frames: string[]])[]): CpuProfile {
  const nodes: { id: number; callFrame: CpuProfile['nodes'][number]['callFrame']; children: number[] }[] = [];
  const add = (frame: string): number => {
    const own = lines[frame];
    const url = frame.startsWith('node:') ? frame : own === undefined ? '' : '/x/function.js';
    nodes.push({ id: nodes.length, callFrame: { functionName: frame, url, lineNumber: own ?? 0 }, children: [] });
    return nodes.length - 1;
  };
  const samples = stacks.map(([, ...frames]) => {
    const ids = frames.map(add);
    for (const [index, id] of ids.entries()) if (index > 0) nodes[ids[index - 1] ?? 0]?.children.push(id);
    return ids.at(-1) ?? 0;
  });
  return { nodes, samples, timeDeltas: stacks.map(([micros]) => micros), startTime: 0 };
}

test('self time goes to the module; what Node does, to whoever called it', () => {
  const micros = attribute(
    profileOf([
      [1, '(root)', 'serve'],
      [10, '(root)', 'serve', 'query', 'node:net', 'writev'],
      [100, '(root)', 'node:net'],
      [1_000, '(root)', 'node:_http_server', 'serve', 'node:_http_outgoing'],
      [10_000, '(root)', 'publish', 'node:_http_outgoing'],
      [20_000, '(root)', 'node:_http_client', 'node:_http_common'],
      [3, '(garbage collector)'],
      [5, '(program)'],
      [7_000_000, '(idle)'],
    ]),
    partsOfBundle((url) => url.endsWith('function.js'), modulesOf(BUNDLE)),
  );
  expect(Object.fromEntries(micros)).toEqual({
    'framework, host, endpoint': 1,
    MySQL: 10,
    [NODE]: 100,
    [HTTP]: 1_000,
    [PUBLISHING]: 30_000,
    [GARBAGE]: 3,
    [NATIVE]: 5,
  });
});

test('of what is in the bundle of book, only what idles is nobody’s', async () => {
  await built('book');
  const bundle = await readFile(join(import.meta.dirname, '../../../../.build/book/function.js'), 'latin1');
  const moduleOf = modulesOf(bundle);
  const modules = new Set(bundle.split('\n').flatMap((_, line) => moduleOf(line) ?? []));
  expect(modules).toContain('functions/book/commit/group-commit.ts');
  // A debugger that is off, and small change.
  const idle = /^(debug|minimist|ms|ee-first|atomic-sleep|is-property)$/;
  const unclaimed = [...modules].filter((module) => partOfModule(module) === REST);
  expect(unclaimed.filter((module) => !idle.test(module))).toEqual([]);
});

test('what was before a moment of the monotonic clock is left out', () => {
  const profile = {
    ...profileOf([
      [10, '(root)', 'query'],
      [100, '(root)', 'query'],
      [1_000, '(root)', 'publish'],
    ]),
    startTime: 5_000,
  };
  const parts = partsOfBundle((url) => url.endsWith('function.js'), modulesOf(BUNDLE));
  expect(Object.fromEntries(attribute(profile, parts, 5_100))).toEqual({ MySQL: 100, [PUBLISHING]: 1_000 });
});

const partOf = (file: string): string | undefined =>
  partOfGateway({ functionName: 'f', url: `file:///srv/seatmesh/${file}`, lineNumber: 1 });

test('of the one-machine run, edge, ingress and dispatchers are told apart, and what they call is theirs', () => {
  const platform = 'scripts/platform';
  expect(partOf(`${platform}/edge/proxy.ts`)).toBe('edge (routes, tokens, limits, answers)');
  expect(partOf(`${platform}/eventing/broker.ts`)).toBe('ingress of the broker');
  expect(partOf(`${platform}/eventing/dispatcher.ts`)).toBe('dispatchers (from queues to subscribers)');
  expect(partOf(`${platform}/serving/forward.ts`)).toBe('processes (waiting lines, scale)');
  expect(partOf('node_modules/undici/lib/dispatcher/client.js')).toBe('HTTP to processes (undici)');
  expect(partOf('functions/shared/identity/tokens.ts')).toBeUndefined();
});

test('the files that the parts of the one-machine run are named after are there', async () => {
  const names = await readdir(join(import.meta.dirname, '../../../platform/eventing'));
  expect(names).toEqual(expect.arrayContaining(['dispatcher.ts', 'delivery-retry.ts', 'sinks.ts']));
});
