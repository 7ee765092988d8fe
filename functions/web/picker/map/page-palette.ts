/** The palette for how a page is seen right now: light or dark, with more contrast, or in the system's own colours. */
import { type Palette, paletteOf } from './palette.ts';

const matches = (query: string): boolean => matchMedia(query).matches;

/** What a palette depends on, to be watched. */
export const PALETTE_QUERIES = ['(forced-colors: active)', '(prefers-color-scheme: dark)', '(prefers-contrast: more)'];

/** Colours of the system do not reach a canvas: an element beside it is asked. */
export function choosePalette(canvas: HTMLCanvasElement, categories: number): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  canvas.after(probe);
  const palette = paletteOf(
    {
      isForced: matches('(forced-colors: active)'),
      isDark: matches('(prefers-color-scheme: dark)'),
      moreContrast: matches('(prefers-contrast: more)'),
    },
    categories,
    (name) => {
      probe.style.color = name;
      return getComputedStyle(probe).color;
    },
  );
  probe.remove();
  return palette;
}
