/** A shard of events of one's own behind a wire that can be cut, frozen, or lose answers. */
import { openShard, type TestShard } from './shard.ts';
import { openWire, type Wire } from '../servers/wire.ts';

/** Open it in `beforeAll`, close it in `afterAll`. */
export async function openWiredShard(): Promise<{ shard: TestShard; wire: Wire; close(): Promise<void> }> {
  const shard = await openShard();
  const wire = await openWire(shard.url);
  const close = async (): Promise<void> => {
    await wire.close();
    await shard.close();
  };
  return { shard, wire, close };
}
