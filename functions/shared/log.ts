/** Structured logs on standard output, one JSON object a line. */
import { type LoggerOptions, pino } from 'pino';
import { readEarly } from './config.ts';
import { errorForLog } from './secrets-in-text.ts';
import * as z from 'zod';

const FLUSH_MS = 50;
/** How much is logged, and as whom. */
export const logSettings = {
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  K_SERVICE: z.string().default('local'),
  K_REVISION: z.string().optional(),
};
const config = readEarly(logSettings);

export type { Logger } from 'pino';

/**
 * Lines are written some at a time: one by one, they would cost a busy function more than its work. What is not written yet is
 * when the process ends, unless that is killed. When nobody reads them, they are dropped rather than kept without end.
 */
const output = pino.destination({
  dest: 1,
  sync: false,
  minLength: 32_768,
  maxWrite: 65_536,
  maxLength: 16_777_216,
  periodicFlush: FLUSH_MS,
});
process.on('exit', () => output.flushSync());
let dropped = 0;
output.on('drop', () => dropped++);

const options: LoggerOptions = {
  level: config.LOG_LEVEL,
  base: { service: config.K_SERVICE, revision: config.K_REVISION, pid: process.pid },
  timestamp: () => `,"time":"${new Date().toISOString()}"`,
  formatters: { level: (level) => ({ level }) },
  serializers: { err: (error: unknown) => errorForLog(error) },
  redact: [
    'password',
    'token',
    'refreshToken',
    'accessToken',
    'authorization',
    'cookie',
    '*.password',
    '*.token',
    '*.refreshToken',
    '*.accessToken',
    '*.authorization',
    '*.cookie',
  ],
};

/** The process's logger. Secrets are never passed to it; the redaction is a second net. */
export const log = pino(options, output);

output.on('drain', () => {
  if (dropped === 0) return;
  const lines = dropped;
  dropped = 0;
  log.warn({ lines }, 'log lines were dropped: they came faster than they were read');
});

/** For the line that each request leaves. What it says is always the same few things, so that there is nothing to redact. */
export const requestLog = log.child({}, { redact: [] });
