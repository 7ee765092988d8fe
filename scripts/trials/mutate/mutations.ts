/** All mutations, by what they are about. */
import type { Mutation } from './mutation.ts';
import { CHARTS_AND_TEXTS } from './mutations/chart-and-text-guards.ts';
import { EDGE } from './mutations/edge-guards.ts';
import { DESK } from './mutations/desk-guards.ts';
import { IMPORTS } from './mutations/import-guards.ts';
import { READINGS } from './mutations/import-reading-guards.ts';
import { PUBLISHING } from './mutations/publish-guards.ts';
import { REQUESTS } from './mutations/request-guards.ts';
import { IDENTITY } from './mutations/identity-guards.ts';
import { LIVE_SEATS } from './mutations/live-state-guards.ts';
import { MESSAGES } from './mutations/message-guards.ts';
import { ORDERS } from './mutations/order-guards.ts';
import { HOLDS } from './mutations/hold-guards.ts';
import { ACCOUNTS } from './mutations/account-guards.ts';
import { IMAGES } from './mutations/image-guards.ts';
import { RUNNER } from './mutations/runner-guards.ts';
import { MOVING } from './mutations/moving-guards.ts';
import { SHARD_MAP } from './mutations/shard-map-guards.ts';
import { WARM_PODS } from './mutations/warm-guards.ts';
import { SALE } from './mutations/sale-guards.ts';

export const MUTATIONS: readonly Mutation[] = [
  ...SALE,
  ...ORDERS,
  ...LIVE_SEATS,
  ...HOLDS,
  ...MESSAGES,
  ...MOVING,
  ...IDENTITY,
  ...ACCOUNTS,
  ...PUBLISHING,
  ...REQUESTS,
  ...RUNNER,
  ...WARM_PODS,
  ...SHARD_MAP,
  ...IMAGES,
  ...CHARTS_AND_TEXTS,
  ...IMPORTS,
  ...READINGS,
  ...DESK,
  ...EDGE,
];
