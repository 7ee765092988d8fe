import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { textsIn } from '../texts/languages.ts';
import { COLOURS, isInDevelopment, styleguidePage } from './styleguide.tsx';
import { sampleEvents } from './styleguide-events.ts';
import { saleOf } from './event-sale.ts';

const NOW = new Date('2031-05-01T12:00:00Z');

test('it is there on a machine of one’s own alone', () => {
  expect(['http://127.0.0.1:8080', 'http://localhost:1'].map(isInDevelopment)).toEqual([true, true]);
  expect([undefined, 'https://localhost.example.com', 'https://api.example.com'].map(isInDevelopment)).toEqual([
    false,
    false,
    false,
  ]);
});

test('it has seats in every state: those that the picker draws, with every sign and price', () => {
  const sheet = readFileSync(join(import.meta.dirname, '../style/parts/picker.css'), 'utf8');
  const drawn = new Set(
    [...sheet.matchAll(/\.(seat-[a-z]+|seats-form-[a-z]+|seats-failed|hue-\d)\b/g)].map(([, name = '']) => name),
  );
  expect(drawn.size).toBeGreaterThan(15);
  const view = { language: 'en', t: textsIn('en'), path: '/styleguide', publicUrl: undefined, now: NOW } as const;
  const html = renderToString(styleguidePage(view).body as never);
  const shown = new Set([...html.matchAll(/class="([^"]*)"/g)].flatMap(([, names = '']) => names.split(' ')));
  expect([...drawn].filter((name) => !shown.has(name))).toEqual([]);
});

test('it has every colour, and events in every state', () => {
  const tokens = readFileSync(join(import.meta.dirname, '../style/parts/tokens.css'), 'utf8');
  const declared = [...tokens.matchAll(/--([a-z-]+): light-dark/g)].map(([, name]) => name);
  expect(new Set<string | undefined>(COLOURS)).toEqual(new Set(declared));
  const sales = sampleEvents(NOW).map((event) => saleOf({ ...event, free: event.seatsLeft }, NOW));
  expect(new Set(sales)).toEqual(new Set(['on', 'few-left', 'sold-out', 'soon', 'ended', 'cancelled', 'past']));
  const view = { language: 'en', t: textsIn('en'), path: '/styleguide', publicUrl: undefined, now: NOW } as const;
  const html = renderToString(styleguidePage(view).body as never);
  for (const event of sampleEvents(NOW)) expect(html).toContain(event.title);
});

/** What gives a page its shape, and stands around the guide itself or on the pages of one event; what only scripts fill, such as the map, is looked at there. */
const OF_PAGES =
  /^(bar|brand|mark|skip|site-header|site-footer|narrow|page-title|month|event-(columns|facts|head|main|picture)|in-columns|text|visually-hidden|has-script|if-script|is-open|are-many|seats-(map|scroll|grid|inside|list|live|gap|none|aisle|view|back|skip|filters)(-\w+)*|seats|checkout-back|sections|prices)$/;

/** All classes that a sheet has rules for. */
const partsOfSheet = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^\s+[^{};*]*\{/gm)].flatMap(([rule]) =>
    [...rule.matchAll(/\.([a-z][a-z-]*[a-z0-9]*)/g)].map(([, part = '']) => part),
  );

function shownInGuide(): Set<string> {
  const view = { language: 'en', t: textsIn('en'), path: '/styleguide', publicUrl: undefined, now: NOW } as const;
  const html = renderToString(styleguidePage(view).body as never);
  return new Set([...html.matchAll(/class="([^"]*)"/g)].flatMap(([, names = '']) => names.split(' ')));
}

const style = join(import.meta.dirname, '../style');

test('it has every part that the style sheets of pages know', () => {
  const folder = join(style, 'parts');
  const known = new Set(readdirSync(folder).flatMap((name) => partsOfSheet(join(folder, name))));
  expect(known.size).toBeGreaterThan(80);
  const shown = shownInGuide();
  expect([...known].filter((part) => !shown.has(part) && !OF_PAGES.test(part))).toEqual([]);
});

/** The desk as a whole, and the editor, which stand around the guide's parts, or only scripts fill. */
const OF_DESK = /^(desk-(sign-in|draw)|editor-page|wide|seats-map)$/;

test('it has every part of the desk and of the chart editor', () => {
  const known = new Set(['desk.css', 'editor.css'].flatMap((name) => partsOfSheet(join(style, name))));
  expect(known.size).toBeGreaterThan(70);
  const shown = shownInGuide();
  expect([...known].filter((part) => !shown.has(part) && !OF_DESK.test(part))).toEqual([]);
});
