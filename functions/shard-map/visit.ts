/** A visit to shard-map: it has no route, and is asked whether it runs. */
import type { Visit } from '../shared/serve/visit.ts';

export const visit: Visit = { first: () => ({ method: 'GET', path: '/readyz', expect: 200 }) };
