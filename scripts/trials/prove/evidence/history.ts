/**
 * The history file of a run: JSON lines `[round, kind, fact]`, written as rounds end and read to be checked again. A round
 * ends with how many facts of each kind it has, and the whole with how many rounds: what was cut off is noticed.
 */
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { Fault } from '../../../cli/fault.ts';
import { type Evidence, noEvidence } from './evidence.ts';
import { plural } from '../../../../functions/shared/plural.ts';

type Kind = keyof Evidence;

const LINES_AT_ONCE = 5_000;
const END = 'end';

/** How many facts of each kind a round has. */
type Counts = Record<string, number>;

/** A history that is being written. */
export class History {
  readonly file: string;
  readonly #handle: FileHandle;
  #rounds = 0;

  private constructor(file: string, handle: FileHandle) {
    this.file = file;
    this.#handle = handle;
  }

  static async create(file: string): Promise<History> {
    return new History(file, await open(file, 'w'));
  }

  /** Writes down a round. */
  async add(round: string, evidence: Evidence): Promise<void> {
    for (const kind of Object.keys(evidence) as Kind[]) {
      const facts = evidence[kind];
      for (let at = 0; at < facts.length; at += LINES_AT_ONCE) {
        const lines = facts.slice(at, at + LINES_AT_ONCE).map((fact) => JSON.stringify([round, kind, fact]));
        await this.#handle.appendFile(`${lines.join('\n')}\n`);
      }
    }
    await this.#handle.appendFile(`${JSON.stringify([round, END, countsOf(evidence)])}\n`);
    this.#rounds += 1;
  }

  /** Ends it. A run that dies before leaves a history that says so by what it lacks. */
  async close(): Promise<void> {
    await this.#handle.appendFile(`${JSON.stringify(['', END, { rounds: this.#rounds }])}\n`);
    await this.#handle.close();
  }
}

function countsOf(evidence: Evidence): Counts {
  return Object.fromEntries(Object.entries(evidence).map(([kind, facts]) => [kind, (facts as unknown[]).length]));
}

/** Reads the rounds of a history, one after the other. @throws Fault when the file is none, or not a whole one */
export async function* readHistory(file: string): AsyncGenerator<{ round: string; evidence: Evidence }> {
  let current: { round: string; evidence: Evidence } | undefined;
  let [number, rounds] = [0, 0];
  let isOver = false;
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  for await (const line of lines) {
    number += 1;
    const where = `${file}:${number}`;
    if (isOver) throw new Fault(`${where} stands after the end of the history`);
    const [round, kind, fact] = parsed(line, where);
    if (kind === END && current === undefined && round === '') {
      if ((fact as Counts)['rounds'] !== rounds) throw new Fault(`${where} is the end of another number of rounds`);
      isOver = true;
      continue;
    }
    current ??= { round, evidence: noEvidence() };
    if (current.round !== round) throw new Fault(`${where} begins a round before the end of "${current.round}"`);
    if (kind === END) {
      if (!isDeepStrictEqual(fact, countsOf(current.evidence)))
        throw new Fault(`${where}: some of what "${round}" had is not in the file`);
      yield current;
      rounds += 1;
      current = undefined;
    } else (current.evidence[kind] as unknown[]).push(fact);
  }
  if (number === 0) throw new Fault(`${file} is empty`);
  if (!isOver) throw new Fault(`${file} is cut off after ${plural(rounds, 'round')}`);
}

function parsed(line: string, where: string): [round: string, kind: Kind | typeof END, fact: unknown] {
  try {
    const entry = JSON.parse(line) as unknown;
    if (
      Array.isArray(entry) &&
      entry.length === 3 &&
      (entry[1] === END || Object.hasOwn(noEvidence(), String(entry[1])))
    )
      return entry as [string, Kind, unknown];
  } catch {
    // refused below
  }
  throw new Fault(`${where} is no line of a history`);
}
