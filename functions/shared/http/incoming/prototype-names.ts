/** Members called `__proto__`, which JSON may have and no schema declares: who copies objects by name drops them, and so they would be ignored. */
import { Problem } from '../../problem.ts';
import { type SchemaError, undeclaredName } from './schema-errors.ts';

const NAME = '__proto__';
/** In JSON an underscore may be written as an escape. */
const ESCAPED = /\\u005f/i;
const MOST = 20;

/** @throws Problem `invalid` (422) that names each such member of what a JSON text was read to */
export function requireNoPrototype(text: Buffer, value: unknown): void {
  if (!text.includes(NAME) && !(text.includes('\\u005') && ESCAPED.test(text.toString('latin1')))) return;
  const errors = prototypeNames(value);
  if (errors.length === 0) return;
  throw new Problem('invalid', errors.map(({ path, message }) => `${path}: ${message}`).join('; '), { errors });
}

/** Without recursion: how deep it goes, the caller decides. */
function prototypeNames(root: unknown): SchemaError[] {
  const errors: SchemaError[] = [];
  const pending: { value: unknown; path: Path | undefined }[] = [{ value: root, path: undefined }];
  for (let next = pending.pop(); next && errors.length < MOST; next = pending.pop()) {
    const { value, path } = next;
    if (typeof value !== 'object' || value === null) continue;
    for (const name of Object.keys(value)) {
      if (name === NAME) errors.push(undeclaredName(name, namesOf(path)));
      else pending.push({ value: (value as Record<string, unknown>)[name], path: { name, above: path } });
    }
  }
  return errors;
}

/** The way to a value, its last name first: shared by all that lies below. */
interface Path {
  name: string;
  above: Path | undefined;
}

/** Of what lies very deep, the last names. */
function namesOf(path: Path | undefined): string[] {
  const names: string[] = [];
  for (let at = path; at && names.length < MOST; at = at.above) names.unshift(at.name.slice(0, 100));
  return names;
}
