/** A page, before it is HTML. */
import type { ComponentChildren } from 'preact';
import type { Language, Texts } from '../texts/languages.ts';

/** Where and for whom a page is rendered. */
export interface PageView {
  language: Language;
  t: Texts;
  /** Its path in the first language, with its query. */
  path: string;
  /** Where the installation is for everybody; undefined where nobody said. */
  publicUrl: string | undefined;
  now: Date;
}

/** What can be seen of a page before it is opened, and by whoever shares or indexes it. */
export interface PageHead {
  title: string;
  description?: string;
  /** Where it is, without what does not make it another page; default: its path. */
  canonical?: string;
  /** Not for search engines. */
  isPrivate?: boolean;
  /** A picture for who shares it: a path, or a URL. */
  picture?: string;
  /** For search engines (schema.org). */
  structured?: object;
  /** Paths of other forms of it, by media type. */
  alternates?: readonly { type: string; href: string; title?: string }[];
}

/** A page as it is answered. */
export interface Page extends PageHead {
  status: number;
  body: ComponentChildren;
  /** Which part of the navigation it is. */
  place?: 'whats-on' | 'orders' | 'account' | 'organize';
  /** What runs in it for all its parts, where that is not what runs in all pages of visitors. */
  frame?: string;
  /** Islands that run in it, by the names of their files. */
  islands?: readonly string[];
  /** What these load as soon as they have shown something, by the names of its files: on its way behind everything else. */
  later?: readonly string[];
  /** Style sheets beside that of all pages, by the names of their files. */
  styles?: readonly string[];
  /** How caches keep it; default: shortly. */
  cache?: 'public' | 'none';
  retryAfterSeconds?: number;
}
