/** Which of several shapes a caller meant by what it sent, and what a schema wants there, in a few words. */
import type * as z from 'zod';

type Schema = z.ZodType;

/** What zod keeps of a schema, as far as a path is followed through it. */
interface Parts {
  type: string;
  shape?: Record<string, Schema>;
  element?: Schema;
  items?: readonly Schema[];
  valueType?: Schema;
  options?: readonly Schema[];
  discriminator?: string;
  innerType?: Schema;
  in?: Schema;
}

/** One shape of several: what it is in JSON and, of an object, its members, and which of them must be there. */
interface Alternative {
  index: number;
  type: string;
  members: ReadonlySet<string>;
  required: readonly string[];
}

/** What was meant: the only shape that fits what was named, several that do not go together, or none. */
export type Meant =
  | { kind: 'one'; index: number }
  | { kind: 'several'; names: string[]; message: string }
  | { kind: 'none'; unknown: string[]; message: string };

/** The part of a schema that a path leads to, of several shapes by what a value has there; undefined where it leaves what can be followed. */
export function schemaAt(root: Schema, path: readonly PropertyKey[], value: unknown): Schema | undefined {
  let at: Schema | undefined = root;
  let there = value;
  for (const step of path) {
    at = within(plain(at), step, there);
    if (at === undefined) return undefined;
    there = (there as Record<PropertyKey, unknown> | null | undefined)?.[step];
  }
  return plain(at);
}

/** The option that a union takes by its index. */
export function optionOf(union: Schema, index: number): Schema | undefined {
  return optionsOf(union)[index];
}

/** What was meant by a value that fits none of the shapes; undefined where several are of its kind and no objects. */
export function meantBy(union: Schema, value: unknown): Meant | undefined {
  const alternatives = optionsOf(union).map(alternativeOf);
  if (alternatives.length === 0) return undefined;
  const alike = alternatives.filter(({ type }) => type === typeOf(value));
  if (alike.length === 0) return { kind: 'none', unknown: [], message: `must be ${wordsOf(alternatives)}` };
  if (alike.length === 1 && alternatives.length > 1) return { kind: 'one', index: alike[0]?.index ?? 0 };
  return alike[0]?.type === 'object' ? meantOf(alike, Object.keys(value as object)) : undefined;
}

function meantOf(alternatives: readonly Alternative[], names: readonly string[]): Meant {
  const wanted = membersWanted(alternatives);
  const given = alternatives.map(({ required }) => required.filter((name) => names.includes(name)).length);
  const complete = alternatives.filter(({ required }, at) => given[at] === required.length);
  if (complete.length > 1) {
    const own = names.filter((name) => complete.some(({ required }) => required.includes(name)));
    return { kind: 'several', names: own, message: `does not go with the others: send ${wanted}, not both` };
  }
  if (complete[0]) return { kind: 'one', index: complete[0].index };
  const most = Math.max(...given);
  const nearest = alternatives.filter((_, at) => given[at] === most);
  if (most > 0 && nearest[0] && nearest.length === 1) return { kind: 'one', index: nearest[0].index };
  const unknown = names.filter((name) => !alternatives.some(({ members }) => members.has(name)));
  return { kind: 'none', unknown, message: `must have ${wanted}` };
}

function membersWanted(alternatives: readonly Alternative[]): string {
  return alternatives.map(({ required }) => required.join(' and ')).join(', or ');
}

const WORDS: Record<string, string> = {
  array: 'a list',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
};

/** What may stand there, objects first. */
function wordsOf(alternatives: readonly Alternative[]): string {
  const objects = alternatives.filter(({ type }) => type === 'object');
  const others = alternatives.filter(({ type }) => type !== 'object').map(({ type }) => WORDS[type] ?? type);
  const words = objects.length > 0 ? [`an object with ${membersWanted(objects)}`, ...others] : others;
  return [...new Set(words)].join(', or ');
}

function optionsOf(union: Schema): readonly Schema[] {
  const { type, options = [] } = partsOf(union);
  return type === 'union' ? options : [];
}

function alternativeOf(option: Schema, index: number): Alternative {
  const { type, shape = {} } = partsOf(plain(option));
  const required = Object.keys(shape).filter((name) => !shape[name]?.safeParse(undefined).success);
  return { index, type: type === 'tuple' ? 'array' : type, members: new Set(Object.keys(shape)), required };
}

/** As zod names what JSON has. */
function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** One step into a schema: of several shapes into the one that has it, and that the value names by what tells them apart. */
function within(schema: Schema, step: PropertyKey, value: unknown): Schema | undefined {
  const { shape, element, items, valueType, options, discriminator } = partsOf(schema);
  if (options) {
    const meant = options.map(plain).filter((option) => isNamed(option, discriminator, value));
    return meant.map((option) => within(option, step, value)).find((part) => part !== undefined);
  }
  if (shape) return Object.hasOwn(shape, step) ? shape[String(step)] : undefined;
  return items?.[Number(step)] ?? element ?? valueType;
}

function isNamed(option: Schema, discriminator: string | undefined, value: unknown): boolean {
  if (discriminator === undefined) return true;
  const name = (value as Record<string, unknown> | null | undefined)?.[discriminator];
  return partsOf(option).shape?.[discriminator]?.safeParse(name).success === true;
}

/** Without what lets a value be absent, or makes another one of it. */
function plain(schema: Schema): Schema {
  const { type, innerType, in: before } = partsOf(schema);
  const inner = type === 'pipe' ? before : innerType;
  return inner ? plain(inner) : schema;
}

function partsOf(schema: Schema): Parts {
  return schema.def;
}
