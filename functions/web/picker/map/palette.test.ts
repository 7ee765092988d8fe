/** The colours of prices: the same on canvas and in the list, and seen on either ground. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contrastOf as contrast, huesOf, inkOn, mixed, paletteOf } from './palette.ts';

const css = readFileSync(join(import.meta.dirname, '../../style/parts/picker.css'), 'utf8');
/** The hues that a rule declares, in their order. */
const declared = (selector: string): string[] => {
  const rule = css.slice(css.indexOf(`${selector} {`), css.indexOf('}', css.indexOf(`${selector} {`)));
  return [...rule.matchAll(/--hue-\d: (#[0-9a-f]{6})/g)].map(([, colour = '']) => colour);
};

test('the style sheet has the hues of the canvas, of up to four categories and of more', () => {
  expect(declared('.picker').slice(0, 4)).toEqual(huesOf(4));
  expect(declared(".picker[data-hues='6']")).toEqual(huesOf(5));
  expect(huesOf(40)).toHaveLength(6);
});

test.each([false, true])('in dark: %s, every form has at least 3:1 on its ground, every text 4.5:1', (isDark) => {
  const palette = paletteOf({ isDark, isForced: false, moreContrast: false }, 6, () => '');
  // Seats lie on the floor of their section, and standing areas on the ground.
  for (const hue of [...huesOf(4), ...huesOf(6)])
    for (const below of [palette.ground, palette.floor]) expect(contrast(hue, below)).toBeGreaterThanOrEqual(3);
  for (const hue of [...huesOf(4), ...huesOf(6)]) expect(contrast(hue, inkOn(hue))).toBeGreaterThanOrEqual(4.5);
  for (const form of [palette.line, palette.mine, palette.focus]) {
    expect(contrast(form, palette.ground)).toBeGreaterThanOrEqual(3);
    expect(contrast(form, palette.floor)).toBeGreaterThanOrEqual(3);
  }
  expect(contrast(palette.text, palette.stage)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(palette.mine, palette.onMine)).toBeGreaterThanOrEqual(4.5);
});

test('the ground, texts, lines and the focus of a canvas are those of the page', () => {
  const tokens = readFileSync(join(import.meta.dirname, '../../style/parts/tokens.css'), 'utf8');
  const pairOf = (name: string): readonly (string | undefined)[] =>
    new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(tokens)?.slice(1) ?? [];
  const [light, dark] = [false, true].map((isDark) =>
    paletteOf({ isDark, isForced: false, moreContrast: false }, 6, () => ''),
  );
  expect(pairOf('map')).toEqual([light?.ground, dark?.ground]);
  expect(pairOf('ink')).toEqual([light?.text, dark?.text]);
  expect(pairOf('accent')).toEqual([light?.focus, dark?.focus]);
});

test('one colour over another is one colour; of what the system names the browser makes it', () => {
  expect([mixed('#000000', '#ff8000', 0.5), mixed('#f6f6f4', '#306c9c', 0)]).toEqual(['#804000', '#f6f6f4']);
  expect(mixed('rgb(0, 0, 0)', '#ff8000', 0.25)).toBe('color-mix(in srgb, #ff8000 25%, rgb(0, 0, 0))');
});
