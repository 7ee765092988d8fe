/** How long Redis takes to answer, as it is told. */
import type { Command } from 'ioredis';
import { measureFigure, noteSpan } from '../telemetry/telemetry.ts';

/** They wait, or listen. */
const LONG: ReadonlySet<string> = new Set(['xread', 'subscribe', 'unsubscribe']);

/** @param sent what it is answered */
export function noteCommand({ name }: Pick<Command, 'name'>, sent: Promise<unknown>): void {
  if (LONG.has(name)) return;
  const end = noteSpan({ name: name.toUpperCase(), kind: 'client', attributes: { 'db.system.name': 'redis' } });
  const began = performance.now();
  const note = (why: string): void => {
    measureFigure('db.client.operation.duration', (performance.now() - began) / 1_000, 'redis', why);
    end?.(why !== '');
  };
  sent.then(
    () => note(''),
    () => note('failed'),
  );
}
