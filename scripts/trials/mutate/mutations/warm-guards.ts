/** Guards of pods that stand by: what operators have is theirs, and nobody but a Role says who may change it. */
import type { Mutation } from '../mutation.ts';

export const WARM_PODS: readonly Mutation[] = [
  {
    name: 'more pods than are wanted are taken for ours',
    file: 'functions/warm/revision-plan.ts',
    from: 'if (Number(before ?? 0) >= scale) return [];',
    to: '',
    breaks: 'pods that an operator has for a sale are fewer when it begins',
    caughtBy: { tests: ['functions/warm/revision-plan.test.ts'] },
  },
  {
    name: 'what an operator has set meanwhile is set back',
    file: 'functions/warm/revision-plan.ts',
    from: 'const isAsWeLeftIt = annotations[MIN_SCALE] === annotations[WARM];',
    to: 'const isAsWeLeftIt = true;',
    breaks: 'pods that an operator has called for end after the rush of another sale',
    caughtBy: { tests: ['functions/warm/revision-plan.test.ts'] },
  },
  {
    name: 'whoever answers for Kubernetes gets the token',
    file: 'functions/shared/kubernetes/kubernetes-api.ts',
    from: 'rejectUnauthorized: true',
    to: 'rejectUnauthorized: false',
    breaks: 'who stands between a pod and the API may change revisions',
    caughtBy: { tests: ['functions/shared/kubernetes/kubernetes-api.test.ts'] },
  },
  {
    name: 'a function may do with revisions what no Role says',
    file: 'scripts/platform/api/revisions-api.ts',
    from: 'const isAllowed = account.startsWith(`${namespace}/`) && this.#rights.get(account)?.has(verb) === true;',
    to: 'const isAllowed = account.startsWith(`${namespace}/`);',
    breaks: 'a Role that lacks something is found out on a cluster only',
    caughtBy: { tests: ['scripts/platform/api/revisions-api.test.ts'] },
  },
];
