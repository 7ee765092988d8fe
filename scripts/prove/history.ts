/** The history file of a run: JSON lines `[round, kind, fact]`, written as rounds end and read to be checked again. */
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Fault } from '../servers/fault.ts';
import { type Evidence, noEvidence } from './evidence.ts';

type Kind = keyof Evidence;

const LINES_AT_ONCE = 5_000;

/** A history that is being written. */
export class History {
  readonly file: string;
  readonly #handle: FileHandle;

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
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** Reads the rounds of a history, one after the other. @throws Fault when the file is none */
export async function* readHistory(file: string): AsyncGenerator<{ round: string; evidence: Evidence }> {
  let current: { round: string; evidence: Evidence } | undefined;
  let number = 0;
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  for await (const line of lines) {
    number += 1;
    const [round, kind, fact] = parsed(line, `${file}:${number}`);
    if (current?.round !== round) {
      if (current) yield current;
      current = { round, evidence: noEvidence() };
    }
    (current.evidence[kind] as unknown[]).push(fact);
  }
  if (!current) throw new Fault(`${file} is empty`);
  yield current;
}

function parsed(line: string, where: string): [round: string, kind: Kind, fact: unknown] {
  try {
    const entry = JSON.parse(line) as unknown;
    if (Array.isArray(entry) && entry.length === 3 && String(entry[1]) in noEvidence())
      return entry as [string, Kind, unknown];
  } catch {
    // told below
  }
  throw new Fault(`${where} is no line of a history`);
}
