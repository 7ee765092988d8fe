/**
 * The colours of the map. Those of prices were searched for so that each has at least 3.3:1 on white and on near-black and is told from the
 * others with protan, deutan and tritan eyes; a state is never told by colour alone.
 */

/** Colours of price categories, dearest first: of up to four, and of up to six. */
const FOUR = ['#6090cc', '#b48400', '#c0246c', '#9018fc'] as const;
const SIX = ['#306c9c', '#e4600c', '#a88484', '#5490d8', '#a84848', '#9018fc'] as const;

/** As WCAG reckons it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrastOf(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const mixtures = new Map<string, string>();
const MOST_MIXTURES = 2_000;

/** So much of one colour over another, as one: an area over an area takes twice as long. Worked out once: each time it would be read anew. */
export function mixed(under: string, over: string, share: number): string {
  const key = `${under} ${over} ${share}`;
  let made = mixtures.get(key);
  if (made === undefined) {
    if (mixtures.size >= MOST_MIXTURES) mixtures.clear();
    made = mixtureOf(under, over, share);
    mixtures.set(key, made);
  }
  return made;
}

const SIX_DIGITS = /^#[0-9a-f]{6}$/;

/** Of colours of the system, which are named in other ways, the browser makes it. */
function mixtureOf(under: string, over: string, share: number): string {
  if (!SIX_DIGITS.test(under) || !SIX_DIGITS.test(over)) return `color-mix(in srgb, ${over} ${share * 100}%, ${under})`;
  const parts = [1, 3, 5].map((at) => Math.round(partOf(over, at) * share + partOf(under, at) * (1 - share)));
  return `#${parts.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

const partOf = (colour: string, at: number): number => Number.parseInt(colour.slice(at, at + 2), 16);

/** Black or white, whichever is read better on a colour: one of them has 4.5:1 on any. */
export const inkOn = (colour: string): string =>
  contrastOf('#ffffff', colour) >= contrastOf('#000000', colour) ? '#ffffff' : '#000000';

export const huesOf = (categories: number): readonly string[] => (categories <= FOUR.length ? FOUR : SIX);

export interface Palette {
  ground: string;
  text: string;
  /** Of lines around sections, and of what cannot be had. */
  line: string;
  /** Inside the outline of a section. */
  floor: string;
  stage: string;
  /** One's own seats. */
  mine: string;
  onMine: string;
  /** Where the keyboard is. */
  focus: string;
  /** By the hue of a category. */
  prices: readonly string[];
  /** What is written on them. */
  onPrices: readonly string[];
}

/** What people have asked their system for. */
export interface Wants {
  isDark: boolean;
  /** System colours instead of ours; a canvas does not get them by itself. */
  isForced: boolean;
  moreContrast: boolean;
}

/** @param system gives what a system colour is at the moment */
export function paletteOf(wants: Wants, categories: number, system: (name: string) => string): Palette {
  if (wants.isForced) {
    return {
      ground: system('Canvas'),
      text: system('CanvasText'),
      line: system('CanvasText'),
      floor: system('Canvas'),
      stage: system('Canvas'),
      mine: system('Highlight'),
      onMine: system('HighlightText'),
      focus: system('Highlight'),
      prices: huesOf(categories).map(() => system('LinkText')),
      onPrices: huesOf(categories).map(() => system('Canvas')),
    };
  }
  const { isDark, moreContrast } = wants;
  // What of it stands in the page's tokens, too, is the same there.
  return isDark
    ? {
        ground: '#141216',
        text: '#f3eff2',
        line: moreContrast ? '#f3eff2' : '#8d8490',
        floor: '#1a181d',
        stage: '#2d2832',
        mine: '#f3eff2',
        onMine: '#141216',
        focus: '#ff9cc2',
        prices: huesOf(categories),
        onPrices: huesOf(categories).map(inkOn),
      }
    : {
        ground: '#ffffff',
        text: '#1d1a20',
        line: moreContrast ? '#1d1a20' : '#787079',
        floor: '#f6f4f1',
        stage: '#e8e3dd',
        mine: '#1d1a20',
        onMine: '#ffffff',
        focus: '#8f1d4e',
        prices: huesOf(categories),
        onPrices: huesOf(categories).map(inkOn),
      };
}
