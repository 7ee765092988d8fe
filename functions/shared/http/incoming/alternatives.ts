/** Which of several shapes a caller meant by what it sent, and what a schema wants there, in a few words. */
import type * as z from 'zod';

type Schema = z.ZodType;

/** What zod keeps of a schema, as far as a path is followed through it. */
interface Parts {
  type: string;
  shape?: Record<string, Schema>;
  element?: Schema;
  valueType?: Schema;
  options?: readonly Schema[];
  innerType?: Schema;
  in?: Schema;
}

/** One shape of several: its members, and which of them must be there. */
interface Alternative {
  members: ReadonlySet<string>;
  required: readonly string[];
}

/** What was meant: the only shape that fits what was named, several that do not go together, or none. */
export type Meant =
  | { kind: 'one'; index: number }
  | { kind: 'several'; names: string[]; message: string }
  | { kind: 'none'; unknown: string[]; message: string };

/** The part of a schema that a path leads to; undefined where the path leaves what can be followed. */
export function schemaAt(root: Schema, path: readonly PropertyKey[]): Schema | undefined {
  let at: Schema | undefined = root;
  for (const step of path) {
    const { shape, element, valueType }: Parts = partsOf(plain(at));
    at = shape?.[String(step)] ?? element ?? valueType;
    if (at === undefined) return undefined;
  }
  return plain(at);
}

/** What was meant by a value that fits none of the shapes; undefined where the schema is no choice between objects. */
export function meantBy(union: Schema, value: unknown): Meant | undefined {
  const alternatives = optionsOf(union).map(alternativeOf);
  if (alternatives.length === 0 || !alternatives.every((one) => one !== undefined)) return undefined;
  const wanted = alternatives.map(({ required }) => required.join(' and ')).join(', or ');
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { kind: 'none', unknown: [], message: `must be an object with ${wanted}` };
  const names = Object.keys(value);
  const given = alternatives.map(({ required }) => required.filter((name) => names.includes(name)).length);
  const complete = alternatives.flatMap(({ required }, index) => (given[index] === required.length ? [index] : []));
  if (complete.length > 1) {
    const own = names.filter((name) => complete.some((index) => alternatives[index]?.required.includes(name)));
    return { kind: 'several', names: own, message: `does not go with the others: send ${wanted}, not both` };
  }
  if (complete[0] !== undefined) return { kind: 'one', index: complete[0] };
  const most = Math.max(...given);
  const nearest = given.flatMap((count, index) => (count === most ? [index] : []));
  if (most > 0 && nearest[0] !== undefined && nearest.length === 1) return { kind: 'one', index: nearest[0] };
  const unknown = names.filter((name) => !alternatives.some(({ members }) => members.has(name)));
  return { kind: 'none', unknown, message: `must have ${wanted}` };
}

function optionsOf(union: Schema): readonly Schema[] {
  const { type, options = [] } = partsOf(union);
  return type === 'union' ? options : [];
}

function alternativeOf(option: Schema): Alternative | undefined {
  const { shape } = partsOf(plain(option));
  if (!shape) return undefined;
  const required = Object.keys(shape).filter((name) => !shape[name]?.safeParse(undefined).success);
  return { members: new Set(Object.keys(shape)), required };
}

/** Without what lets a value be absent, or makes another one of it. */
function plain(schema: Schema): Schema {
  const { type, innerType, in: before } = partsOf(schema);
  const within = type === 'pipe' ? before : innerType;
  return within ? plain(within) : schema;
}

function partsOf(schema: Schema): Parts {
  return schema.def;
}
