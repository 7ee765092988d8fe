/** The relay of an events shard: whoever publishes its outbox events does the same beside them, for any of them may be the one to sweep. */
import type { Outlet } from '../messages/publisher.ts';
import { openRelay, type Relay } from '../messages/relay.ts';
import { salesFigures } from '../messages/sales-figures.ts';
import { noteSwept } from './note-repairs.ts';

export function openEventsRelay(outlet: Outlet): Relay {
  return openRelay(outlet, noteSwept, salesFigures());
}
