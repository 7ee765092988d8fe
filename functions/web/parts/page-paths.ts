/** Paths of pages in the language of the page that a script runs in. */

export const FIRST_LANGUAGE_CODE = 'en';

/** @param path as in the first language */
export function pagePath(path: string): string {
  const { lang } = document.documentElement;
  if (lang === FIRST_LANGUAGE_CODE || lang === '') return path;
  return path === '/' ? `/${lang}` : `/${lang}${path}`;
}

/** Where to go on after signing in, as the address of this page says: a path of ours, and nothing that could lead elsewhere. */
export function nextPath(otherwise: string): string {
  const next = new URLSearchParams(location.search).get('next') ?? '';
  const isOurs =
    /^\/(?![/\\])[\w\-./?=&%~]{0,500}$/.test(next) && new URL(next, location.origin).origin === location.origin;
  return isOurs ? next : otherwise;
}
