/**
 * A log file that lines go to one after the other. Nobody waits for it and nothing ends because of it: while it cannot be written
 * (the disk is full) lines are kept up to a bound, then dropped and counted, and it goes on by itself when it can be again. When it
 * has grown to its size it is put aside and begun anew; whole lines, each in one of the files.
 */
import { type FileHandle, open, rename } from 'node:fs/promises';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

export interface LogFileOptions {
  file: string;
  /** Bytes after which the file is put aside. */
  rotateBytes: number;
  /** How many that were put aside are kept, as `file.1` (the newest), `file.2` … */
  keep: number;
  /** Bytes of lines that wait to be written; more are dropped. */
  waitingBytes: number;
  /** How long until a file that could not be written is tried again. */
  retryMs: number;
  /** Told once when the file cannot be written, and once when it can be again. */
  say: (line: string) => void;
}

/** At most so much goes in one write. */
const CHUNK_BYTES = 256 * 1024;
const NEWLINE = 10;
const CLOSING_MS = 10_000;

/** Writes lines to a file for as long as it is open. */
export class LogFile {
  readonly #options: LogFileOptions;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #dropped = 0;
  #handle: FileHandle | undefined;
  #size = 0;
  /** What of a line was written when the disk became full: the rest of it comes first. */
  #rest: Buffer | undefined;
  #failing = false;
  #busy: Promise<void> | undefined;
  readonly #closing = new AbortController();

  constructor(options: LogFileOptions) {
    this.#options = options;
  }

  /** Takes a line, without its end. */
  write(line: string): void {
    if (this.#closing.signal.aborted) return;
    const bytes = Buffer.from(`${line}\n`);
    if (this.#waitingBytes + bytes.length > this.#options.waitingBytes) {
      this.#dropped++;
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#busy ??= this.#emptySoon();
  }

  /** Resolves when everything is in the file, or cannot be. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.race([this.#busy, delay(CLOSING_MS, undefined, { ref: false })]);
    await this.#handle?.close().catch(() => {});
    const left = this.#dropped + this.#waiting.length;
    if (left > 0) this.#options.say(`${left} lines of the log could not be written`);
  }

  /** Processes hand over many lines at a time: they go in one write. */
  async #emptySoon(): Promise<void> {
    await nextTurn();
    await this.#empty();
  }

  async #empty(): Promise<void> {
    while (this.#waiting.length > 0 || this.#rest || this.#dropped > 0) {
      try {
        await this.#writeSome();
        if (this.#failing) this.#options.say(`the log is written again: ${this.#options.file}`);
        this.#failing = false;
      } catch (error) {
        await this.#handle?.close().catch(() => {});
        this.#handle = undefined;
        const { message } = error as Error;
        if (!this.#failing) this.#options.say(`the log cannot be written for now (${message}); going on without it`);
        this.#failing = true;
        if (this.#closing.signal.aborted) break;
        const pause = this.#options.retryMs * (0.75 + Math.random() / 2);
        await delay(pause, undefined, { signal: this.#closing.signal }).catch(() => {});
      }
    }
    this.#busy = undefined; // in one go with the last look, or a line that comes in between would wait for the next one
  }

  async #writeSome(): Promise<void> {
    if (this.#handle && !this.#rest && this.#size >= this.#options.rotateBytes) await this.#putAside();
    const handle = (this.#handle ??= await this.#open());
    const chunk = this.#rest ?? this.#next();
    this.#rest = chunk;
    for (let at = 0; at < chunk.length;) {
      // What is in the file already must not come again, should the next part fail.
      const { bytesWritten } = await handle.write(chunk, at);
      at += bytesWritten;
      this.#size += bytesWritten;
      this.#rest = at < chunk.length ? chunk.subarray(at) : undefined;
    }
  }

  /** Appends; a line that an earlier run could not end is ended. */
  async #open(): Promise<FileHandle> {
    const handle = await open(this.#options.file, 'a+', 0o600);
    try {
      const { size } = await handle.stat();
      this.#size = size;
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
      if (bytesRead === 1 && buffer[0] !== NEWLINE && !this.#rest) await handle.write('\n');
    } catch (error) {
      await handle.close();
      throw error;
    }
    return handle;
  }

  /** Each name is taken over in one step: a reader finds every line in one of the files, whenever we end. */
  async #putAside(): Promise<void> {
    const { file, keep } = this.#options;
    for (let number = keep; number > 0; number--) {
      const from = number === 1 ? file : `${file}.${number - 1}`;
      await rename(from, `${file}.${number}`).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
    }
    await this.#handle?.close();
    this.#handle = undefined;
  }

  /** Whole lines for one write; before them, how many are missing. */
  #next(): Buffer {
    let count = 0;
    for (let bytes = 0; count < this.#waiting.length; count++) {
      bytes += this.#waiting[count]?.length ?? 0;
      if (count > 0 && bytes > Math.min(CHUNK_BYTES, this.#options.rotateBytes)) break;
    }
    const lines = this.#waiting.splice(0, count);
    this.#waitingBytes -= lines.reduce((sum, line) => sum + line.length, 0);
    // The lines that wait came before those that found no room.
    if (this.#dropped > 0 && this.#waiting.length === 0) lines.push(this.#noteOfDropped());
    return Buffer.concat(lines);
  }

  #noteOfDropped(): Buffer {
    const [lines, time] = [this.#dropped, new Date().toISOString()];
    this.#dropped = 0;
    const msg = 'log lines were dropped: they could not be written in time';
    return Buffer.from(`${JSON.stringify({ level: 'warn', time, lines, msg })}\n`);
  }
}
