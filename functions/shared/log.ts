/** Structured logs on standard output, one JSON object a line. */
import { pino } from 'pino';
import { readConfig } from './config.ts';
import * as z from 'zod';

const config = readConfig({
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  K_SERVICE: z.string().default('local'),
  K_REVISION: z.string().optional(),
});

export type { Logger } from 'pino';

/** The process's logger. Secrets are never passed to it; the redaction is a second net. */
export const log = pino({
  level: config.LOG_LEVEL,
  base: { service: config.K_SERVICE, revision: config.K_REVISION, pid: process.pid },
  timestamp: () => `,"time":"${new Date().toISOString()}"`,
  formatters: { level: (level) => ({ level }) },
  redact: [
    'password',
    'token',
    'refreshToken',
    'accessToken',
    'authorization',
    '*.password',
    '*.token',
    '*.authorization',
  ],
});
