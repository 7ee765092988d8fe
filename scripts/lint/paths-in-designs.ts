/** Where the paths in a DESIGN.md begin: in its own folder for what is below it, else in `functions/` or `scripts/`, else in the project. */
import { dirname } from 'node:path';

const FILE = /`([\w./-]{1,200}\.(?:ts|mjs|lua))`/g;

/** The paths in a document that begin anywhere else. @param files all files of the project, from its root */
export function pathsAstray(document: string, markdown: string, files: ReadonlySet<string>): string[] {
  const folder = dirname(document);
  const [upper = ''] = folder.split('/');
  const isRight = (path: string): boolean => {
    if (files.has(`${folder}/${path}`)) return true;
    const elsewhere = [`${upper}/${path}`, path].find((file) => files.has(file));
    return elsewhere !== undefined && !elsewhere.startsWith(`${folder}/`);
  };
  return [...markdown.matchAll(FILE)].map(([, path = '']) => path).filter((path) => !isRight(path));
}
