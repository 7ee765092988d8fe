/** The options of a script as data: what each means, in which unit, within which bounds, and what it is when left out. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault, whyNotRead } from './fault.ts';

/** One option. Its name is its key in the table. */
export interface Option<Value> {
  /** What stands for its value in the help; a flag has none. */
  unit?: string | undefined;
  what: string;
  /** What the help says after the meaning, such as "1 to 64" and "default 8". */
  limits?: string[] | undefined;
  /** Stands above it in the help, where a group of options begins. */
  heading?: string | undefined;
  isRepeatable?: true;
  /**
   * Its value.
   * @param texts as they were given, in order; empty when it was left out
   * @throws Fault that says what it takes
   */
  read: (texts: readonly string[], name: string) => Value;
}

export type OptionTable = Readonly<Record<string, Option<unknown>>>;

/** The values of a table's options. */
export type ValuesOf<Table extends OptionTable> = {
  [Name in keyof Table]: Table[Name] extends Option<infer Value> ? Value : never;
};

interface Described {
  what: string;
  heading?: string;
  /** What the help says of the default, where that is not a value ("drawn, and reported"). */
  shown?: string;
}

interface WithValue<Value> extends Described {
  unit: string;
  usual?: Value;
}

/** An option that is there or not. */
export function flag(what: string): Option<boolean> {
  return { what, read: (texts) => texts.length > 0 };
}

/** An option whose text, which is not empty, has a reading of its own. @param read throws a Fault for what does not fit */
export function option<Value>(
  spec: WithValue<Value> & { usual: Value },
  read: (text: string, name: string) => Value,
): Option<Value>;
export function option<Value>(
  spec: WithValue<Value>,
  read: (text: string, name: string) => Value,
): Option<Value | undefined>;
export function option<Value>(
  spec: WithValue<Value>,
  read: (text: string, name: string) => Value,
): Option<Value | undefined> {
  return optionOf({ ...spec }, (given, name) => read(notEmpty(given, name, spec.unit), name));
}

function optionOf<Value>(
  { unit, what, heading, usual, shown }: WithValue<Value>,
  read: (text: string, name: string) => Value,
): Option<Value | undefined> {
  return {
    unit,
    what,
    heading,
    limits: defaultText(shown, usual),
    read: ([given], name) => (given === undefined ? usual : read(given, name)),
  };
}

function defaultText(shown: string | undefined, usual: unknown): string[] {
  if (shown !== undefined) return [`default ${shown}`];
  return typeof usual === 'string' || typeof usual === 'number' ? [`default ${usual}`] : [];
}

interface NumberSpec extends WithValue<number> {
  least: number;
  most: number;
  /** Whether it may have a fraction. */
  whole?: boolean;
}

const WHOLE = /^\d{1,10}$/;
const DECIMAL = /^\d{1,10}(\.\d{1,6})?$/;

/** A number within bounds, which the help names. */
export function number(spec: NumberSpec & { usual: number }): Option<number>;
export function number(spec: NumberSpec): Option<number | undefined>;
export function number(spec: NumberSpec): Option<number | undefined> {
  const { least, most, whole = false } = spec;
  const read = (given: string, name: string): number => {
    const value = (whole ? WHOLE : DECIMAL).test(given) ? Number(given) : Number.NaN;
    if (value >= least && value <= most) return value;
    const kind = whole ? 'whole number' : 'number';
    throw new Fault(`--${name} takes a ${kind} from ${least} to ${most}, not ${given || 'nothing'}`);
  };
  const bare = optionOf(spec, read);
  return { ...bare, limits: [`${least} to ${most}`, ...(bare.limits ?? [])] };
}

interface TextSpec extends WithValue<string> {
  /** What it takes, for who gives nothing. */
  needs: string;
}

/** A text that is not empty. */
export function text(spec: TextSpec & { usual: string }): Option<string>;
export function text(spec: TextSpec): Option<string | undefined>;
export function text(spec: TextSpec): Option<string | undefined> {
  return optionOf(spec, (given, name) => notEmpty(given, name, spec.needs));
}

/** Several texts; undefined when there is none. */
export function repeatedText({ needs, ...spec }: TextSpec): Option<string[] | undefined> {
  const read = (given: readonly string[], name: string): string[] | undefined =>
    given.length === 0 ? undefined : given.map((one) => notEmpty(one, name, needs));
  return { ...spec, what: `${spec.what}; may be repeated`, isRepeatable: true, read };
}

/** A file or folder, as an absolute path. */
export function path(spec: TextSpec & { usual: string }): Option<string>;
export function path(spec: TextSpec): Option<string | undefined>;
export function path(spec: TextSpec): Option<string | undefined> {
  const plain = text(spec);
  return {
    ...plain,
    read: (given, name) => {
      const value = plain.read(given, name);
      return value === undefined ? undefined : resolve(value);
    },
  };
}

/** A file that is there and can be read, as an absolute path: what is read at the end of a long run is looked for before it. */
export function readableFile(spec: TextSpec): Option<string | undefined> {
  return checked(path(spec), (file, name) => {
    try {
      accessSync(file, constants.R_OK);
      if (statSync(file).isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    } catch (error) {
      throw new Fault(`--${name} ${file} cannot be read: ${whyNotRead(error)}`, { cause: error });
    }
  });
}

/** A file that is to be written, in a folder that is there, as an absolute path. */
export function writtenFile(spec: TextSpec): Option<string | undefined> {
  return checked(path(spec), (file, name) => {
    if (!existsSync(dirname(file))) throw new Fault(`--${name} ${file} cannot be written: there is no such folder`);
  });
}

function checked(
  plain: Option<string | undefined>,
  check: (file: string, name: string) => void,
): Option<string | undefined> {
  return {
    ...plain,
    read: (given, name) => {
      const file = plain.read(given, name);
      if (file !== undefined) check(file, name);
      return file;
    },
  };
}

/** The data folder of the system on this machine. */
export function dataFolder(what: string): Option<string> {
  return path({ unit: 'DIR', what, usual: '.seatmesh', needs: 'the name of a folder' });
}

/** An address that is spoken to over HTTP. */
export function httpUrl(spec: Described): Option<URL | undefined> {
  return option<URL>({ unit: 'URL', ...spec }, (given, name) => {
    const url = URL.parse(given);
    if (!url || !/^https?:$/.test(url.protocol))
      throw new Fault(`--${name} ${given} is not an http:// or https:// URL`);
    return url;
  });
}

function notEmpty(given: string, name: string, needs: string): string {
  if (given === '') throw new Fault(`--${name} needs ${needs} (see --help)`);
  return given;
}
