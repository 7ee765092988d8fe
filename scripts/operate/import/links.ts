/** Links of a source that an event can have: what its fields do not take stays in words, or is left out. */
import { WebLink } from '../../../functions/shared/web-link.ts';

/** A link as the API takes and writes it; undefined for what it would refuse. */
export function linkIn(text: string | undefined): string | undefined {
  return WebLink.safeParse(text?.trim()).data;
}

/** As that, of a link that may be relative to a page. */
export function linkFrom(text: string, base: string): string | undefined {
  return linkIn(text) ?? (text !== '' && URL.canParse(text, base) ? linkIn(new URL(text, base).href) : undefined);
}
