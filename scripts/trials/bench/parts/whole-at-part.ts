/** Whole orders at a system that runs somewhere, from outside: nothing of it is known but its API. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiAt } from '../../../operate/import/api-client.ts';
import { Fault } from '../../../cli/fault.ts';
import { openAccounts, readTokens } from '../../accounts.ts';
import type { SeededRandom } from '../../seeded-random.ts';
import type { SignedInUser } from '../scene/buyers.ts';
import type { OpenPart, Variant } from '../part.ts';
import type { Options } from '../options.ts';
import { setUp } from '../scene/undo.ts';
import { sellAt } from '../sale-at.ts';

interface Outside {
  random: SeededRandom;
  signal: AbortSignal;
  say: (line: string) => void;
}

const CALLERS = [1, 16, 64, 512];

/** Finds out who may buy there. @throws Fault when nobody can be found */
export function openWholeAt(url: URL, options: Options, { random, signal, say }: Outside): Promise<OpenPart> {
  return setUp(async (undo) => {
    const { tokens: file, accounts } = options;
    const tokens = file === undefined ? await openAccounts(apiAt(url), accounts, say, signal) : await readTokens(file);
    const people = tokens.map(ownerOf);
    if (people.length < 2) throw new Fault('one token is too few: somebody buys, and somebody else is watched');
    const folder = undo.add(await mkdtemp(join(tmpdir(), 'seatmesh-bench-')), (made) => rm(made, { recursive: true }));
    const ms = options.seconds * 1_000;
    let round = 0;
    const variant = (callers: number): Variant => ({
      name: `deployed, named seats, ${callers} ${callers === 1 ? 'caller' : 'callers'}`,
      // Organizers take turns: none of them may publish without end.
      round: () => sellAt(url, { people, organizer: round++ % people.length, callers, ms, folder, random, signal }),
    });
    return { variants: (options.quick ? [16] : CALLERS).map(variant), notes: NOTES, close: () => undo.all() };
  });
}

/** Who has a token. @throws Fault when it is none */
function ownerOf(token: string): SignedInUser {
  try {
    const { sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub?: unknown };
    if (typeof sub === 'string') return { userId: sub, token };
  } catch {
    // said below
  }
  throw new Fault('one of the tokens is no access token');
}

const NOTES = [
  'A system that runs somewhere, seen from outside: every figure is that of a caller over the network, from one machine and one address. What its processes use cannot be seen.',
  'While the callers order, somebody else orders again and again and then asks for the record until it is there: recordP50Ms and recordP99Ms are counted from the acknowledgement of such an order. browseMs: from the last acknowledgement until the listing of the event says exactly what was sold.',
  'Each round has an event of its own, of 100,000 seats, which is cancelled after it.',
];
