/** How busy a pool is, as it is told. */
import type { Pool } from './pool.ts';
import { watchFigure } from '../telemetry/telemetry.ts';

/** What mysql2 has no other word for. */
interface Core {
  _allConnections?: { length: number };
  _freeConnections?: { length: number };
  _connectionQueue?: { length: number };
}

/** @param name of its shard */
export function watchPool(name: string, pool: Pool): void {
  const core = (pool as unknown as { pool: Core }).pool;
  const of = (part: keyof Core): number => core[part]?.length ?? 0;
  watchFigure('db.client.connection.count', () => {
    const [all, idle] = [of('_allConnections'), of('_freeConnections')];
    return [
      [all - idle, name, 'used'],
      [idle, name, 'idle'],
    ];
  });
  watchFigure('db.client.connection.pending_requests', () => [[of('_connectionQueue'), name]]);
}
