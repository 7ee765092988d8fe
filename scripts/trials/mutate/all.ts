/** All mutations, by what they are about. */
import type { Mutation } from './mutation.ts';
import { DOORS } from './mutations/doors.ts';
import { IDENTITY } from './mutations/identity.ts';
import { LIVE_SEATS } from './mutations/live-seats.ts';
import { MESSAGES } from './mutations/messages.ts';
import { RUNNER } from './mutations/runner.ts';
import { SALE } from './mutations/sale.ts';

export const MUTATIONS: readonly Mutation[] = [...SALE, ...LIVE_SEATS, ...MESSAGES, ...IDENTITY, ...DOORS, ...RUNNER];
