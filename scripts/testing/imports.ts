/** What a source file imports, read from its text. */
import { dirname, join, normalize } from 'node:path';

/** One import of the project's own. */
export interface Import {
  /** The file, from the project's root. */
  file: string;
  /** Of types alone: it is not there when the file runs. */
  isType: boolean;
}

const IMPORT = /^(?:import|export)( type\b)?[^;']*?'(\.[^']+\.tsx?)'|\bimport\('(\.[^']+\.tsx?)'\)/gm;

/** @param file whose text it is, from the project's root */
export function importsIn(file: string, text: string): Import[] {
  return [...text.matchAll(IMPORT)].map(([, type, specifier, dynamic]) => ({
    file: normalize(join(dirname(file), specifier ?? dynamic ?? '')),
    isType: type !== undefined,
  }));
}
