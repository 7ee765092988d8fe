/**
 * What browsers are sent beside pages: scripts and styles, built and compressed with the function (`scripts/system/build/browser-assets.ts`, which
 * replaces this file in a bundle). From source there are none.
 */

/** A file that never changes: its name has a hash of what is in it. */
export interface BuiltFile {
  type: string;
  /** Scripts that it asks for at once. */
  imports: readonly string[];
  /** Bytes, compressed with Brotli. */
  size: number;
}

/** All files, and which of them a page asks for by what name. */
export interface BuiltAssets {
  /** The folder in which each file lies as `<name>.br`. */
  folder: string;
  files: Readonly<Record<string, BuiltFile>>;
  /** By language, then by the name of an island or of a style sheet: `picker.js`, `page.css`. */
  entries: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export const built: BuiltAssets = { folder: '', files: {}, entries: {} };
