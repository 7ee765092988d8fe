/** The languages of the pages. */
import * as ar from './compiled/ar.ts';
import * as de from './compiled/de.ts';
import * as en from './compiled/en.ts';

/** The texts of a language by their keys. */
export type Texts = typeof en;

/** A language that pages are in. */
export type Language = 'en' | 'de' | 'ar';

const texts: Readonly<Record<Language, Texts>> = { en, de, ar };

/** In the order in which they are offered, each by its own name. */
export const LANGUAGES: readonly { code: Language; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' },
  { code: 'ar', name: 'العربية' },
];

/** Its pages have no prefix. */
export const FIRST_LANGUAGE: Language = 'en';

/** The languages with a prefix, `/de`. */
export const OTHER_LANGUAGES: readonly Language[] = LANGUAGES.map(({ code }) => code).filter(
  (code) => code !== FIRST_LANGUAGE,
);

export function textsIn(language: Language): Texts {
  return texts[language];
}

/** Which way it is written. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

/** A page's path in a language. @param path as it is in the first one */
export function pathIn(language: Language, path: string): string {
  if (language === FIRST_LANGUAGE) return path;
  return path === '/' ? `/${language}` : path.startsWith('/?') ? `/${language}${path.slice(1)}` : `/${language}${path}`;
}

/** The language of a path, and the path without it. */
export function languageOf(path: string): { language: Language; path: string } {
  for (const language of OTHER_LANGUAGES) {
    if (path === `/${language}`) return { language, path: '/' };
    if (path.startsWith(`/${language}/`)) return { language, path: path.slice(language.length + 1) };
  }
  return { language: FIRST_LANGUAGE, path };
}
