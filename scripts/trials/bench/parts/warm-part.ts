/** The first buyer after the beginning of a sale, with processes that stand by (functions/warm) and without. */
import { randomUUID } from 'node:crypto';
import { openPool } from '../../../../functions/shared/mysql/pool.ts';
import { TICK } from '../../../../functions/shared/messages/ticks.ts';
import { newId } from '../../../../functions/shared/ids.ts';
import type { Platform } from '../../../platform/platform.ts';
import { patchServices, PROMPT } from '../../../platform/spec/patch-services.ts';
import { startOwnSystem, type OwnSystem } from '../../../system/own-system.ts';
import { deliveryOf } from '../../../testing/test-deliveries.ts';
import type { OpenPart, Variant } from '../part.ts';
import { insertEvents, pairsIn, THEATRE } from '../scene/bench-events.ts';
import type { BenchRun } from '../scene/bench-run.ts';
import { setUp } from '../scene/undo.ts';

const WAIT_MS = 60_000;
const CHECK_MS = 20;
const SOON_MINUTES = 10;
const ACCOUNT = { email: 'ada@example.com', password: 'correct horse', name: 'Ada' };

/** Sets up a system whose processes end within seconds when nobody asks. */
export function openWarm(run: BenchRun): Promise<OpenPart> {
  return setUp(async (undo) => {
    const system = undo.add(await startOwnSystem(run.servers, { patch: prompt, log: () => {} }), (own) =>
      own.platform.stop(),
    );
    const { platform, installed } = system;
    const uri = installed.targets.find(({ name }) => name === 'e0')?.url ?? '';
    const pool = undo.add(openPool(uri, 2, true), (open) => open.end());
    const [onSale = '', soon = ''] = await insertEvents(pool, THEATRE, 2);
    const pairs = pairsIn(THEATRE, run.random).values();
    await post(platform, '/v1/users', ACCOUNT);
    const buy = () => firstBuyer(platform, onSale, pairs.next().value ?? []);
    const setSale = async (minutes: number | null): Promise<void> => {
      const at = minutes === null ? null : new Date(Date.now() + minutes * 60_000);
      await pool.query('UPDATE events SET on_sale_at = ? WHERE id = ?', [at, soon]);
      await tick(system);
    };
    const isWarm = (): boolean =>
      ['book-e0', 'event-detail-e0', 'login'].every((name) => platform.pids(name).length > 0);
    const variants: Variant[] = [
      {
        name: 'nothing stands by',
        round: async () => {
          await setSale(null);
          await platform.idle(WAIT_MS);
          return buy();
        },
      },
      {
        name: 'warm has seen the sale',
        round: async () => {
          await setSale(null);
          await platform.idle(WAIT_MS);
          await setSale(SOON_MINUTES);
          await until(isWarm);
          return buy();
        },
      },
    ];
    return { variants, notes: NOTES, close: () => undo.all() };
  });
}

const NOTES = [
  'One buyer, through the gateway: logs in, looks at the event, orders two seats; in turn with every Service at zero, and after a tick of warm that found a sale ten minutes ahead and brought one process each of login, event-detail and book. “order” is the order alone, “all” the three together. On a cluster a start takes longer: a pod is scheduled, and its image may have to be fetched.',
];

const prompt: Parameters<typeof startOwnSystem>[1]['patch'] = (manifests) =>
  patchServices(manifests, { annotations: { '*': PROMPT } });

async function firstBuyer(
  platform: Platform,
  eventId: string,
  seats: readonly string[],
): Promise<Record<string, number>> {
  const begun = performance.now();
  const { email, password } = ACCOUNT;
  const { accessToken } = (await post(platform, '/v1/auth/login', { email, password })) as { accessToken: string };
  await ask(platform, `/v1/events/${eventId}`, {});
  const orderedAt = performance.now();
  const headers = { authorization: `Bearer ${accessToken}`, 'idempotency-key': newId('ord', 1) };
  await post(platform, `/v1/events/${eventId}/orders`, { seats }, headers);
  const end = performance.now();
  return { order: end - orderedAt, all: end - begun };
}

async function tick({ platform, installed }: OwnSystem): Promise<void> {
  const { headers, raw } = deliveryOf(installed.secrets, { type: TICK, id: randomUUID(), source: '/bench', data: {} });
  const url = `${await platform.address('warm')}/cloudevents`;
  const { status } = await fetch(url, { method: 'POST', headers, body: raw });
  if (status !== 204) throw new Error(`warm answers ${status} to a tick`);
}

function post(platform: Platform, path: string, body: object, headers: Record<string, string> = {}): Promise<object> {
  return ask(platform, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

async function ask(platform: Platform, path: string, init: RequestInit): Promise<object> {
  const response = await fetch(platform.url + path, init);
  if (!response.ok) throw new Error(`${path} answers ${response.status}: ${(await response.text()).slice(0, 200)}`);
  return (await response.json()) as object;
}

async function until(isSo: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + WAIT_MS;
  while (!isSo()) {
    if (performance.now() > giveUpAt) throw new Error('no process came up');
    await new Promise((resolve) => setTimeout(resolve, CHECK_MS));
  }
}
