/** What reading the manifests brought up: mistakes stop the start, the rest is said at start-up. */
import type { z } from 'zod';
import { type Manifest, nameOf } from './manifests.ts';

/** Collects what is wrong with the manifests and what this runner cannot honour in them. */
export class Findings {
  readonly mistakes: string[] = [];
  /** How many remarks were made, repeated ones included. */
  remarks = 0;
  readonly #unsupported = new Map<string, Set<string>>();

  mistake(where: Manifest | string, what: string): void {
    this.mistakes.push(`${typeof where === 'string' ? where : nameOf(where)}: ${what}`);
  }

  /** The same remark about several manifests becomes one line that names them all. */
  unsupported(where: Manifest, what: string): void {
    this.remarks += 1;
    const key = `${where.kind}: ${what}`;
    const names = this.#unsupported.get(key) ?? new Set();
    this.#unsupported.set(key, names.add(where.metadata.name));
  }

  get lines(): string[] {
    return [...this.#unsupported].map(([what, names]) => `${what} (${shorten([...names])})`);
  }

  throwMistakes(): void {
    if (this.mistakes.length > 0) throw new Error(this.mistakes.join('\n'));
  }
}

/**
 * Reads a manifest by a schema that names exactly the fields this runner honours: any other field becomes an
 * "unsupported" line and is left out, anything malformed a mistake (then the answer is undefined).
 */
export function honour<S extends z.ZodType>(
  schema: S,
  manifest: Manifest,
  findings: Findings,
): z.output<S> | undefined {
  const spec = structuredClone(manifest.spec ?? {});
  for (;;) {
    const read = schema.safeParse(spec);
    if (read.success) return read.data;
    let removed = 0;
    for (const issue of read.error.issues) {
      const path = ['spec', ...issue.path];
      if (issue.code === 'unrecognized_keys') {
        const holder = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], spec);
        for (const key of issue.keys) {
          findings.unsupported(manifest, `${dotted([...path, key])} is not honoured`);
          removed += Number(Reflect.deleteProperty(holder as object, key));
        }
      } else findings.mistake(manifest, `${dotted(path)}: ${issue.message}`);
    }
    if (removed === 0 || read.error.issues.some((issue) => issue.code !== 'unrecognized_keys')) return undefined;
  }
}

const dotted = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (at, key) => (typeof key === 'number' ? `${at}[]` : at ? `${at}.${String(key)}` : String(key)),
    '',
  );

const shorten = (names: string[]): string =>
  names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
