/** A visit to warm: it has no route, and is asked whether its databases let it in. */
import type { Visit } from '../shared/serve/visit.ts';

export const visit: Visit = { first: () => ({ method: 'GET', path: '/readyz', expect: 200 }) };
