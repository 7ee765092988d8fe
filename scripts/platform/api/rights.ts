/** What ServiceAccounts may do with revisions, by the Roles and RoleBindings of the manifests. */
import { z } from 'zod';
import type { Findings } from '../spec/findings.ts';
import { keyOf, type Manifest, namespaceOf, ofKind } from '../spec/manifests.ts';

/** Verbs by `namespace/account`. */
export type Rights = ReadonlyMap<string, ReadonlySet<string>>;

const GROUP = 'rbac.authorization.k8s.io';
const RoleManifest = z.object({
  rules: z.array(z.object({ apiGroups: z.string().array(), resources: z.string().array(), verbs: z.string().array() })),
});
const BindingManifest = z.object({
  roleRef: z.object({ kind: z.string(), name: z.string() }),
  subjects: z.array(z.object({ kind: z.string(), name: z.string(), namespace: z.string().optional() })),
});

/** A binding to a role that there is not is a mistake. */
export function rightsIn(manifests: readonly Manifest[], findings: Findings): Rights {
  const roles = new Map(ofKind(manifests, 'Role', GROUP).map((role) => [keyOf(role), role]));
  const rights = new Map<string, Set<string>>();
  for (const binding of ofKind(manifests, 'RoleBinding', GROUP)) {
    const parsed = BindingManifest.safeParse(binding);
    const role = parsed.data && roles.get(`${namespaceOf(binding)}/${parsed.data.roleRef.name}`);
    const rules = role && RoleManifest.safeParse(role).data?.rules;
    if (!parsed.data || !rules) {
      findings.mistake(binding, 'binds no Role that is there and can be read');
      continue;
    }
    const verbs = rules.filter(isOfRevisions).flatMap((rule) => rule.verbs);
    for (const subject of parsed.data.subjects) {
      const key = `${subject.namespace ?? namespaceOf(binding)}/${subject.name}`;
      rights.set(key, new Set([...(rights.get(key) ?? []), ...verbs]));
    }
  }
  return rights;
}

const isOf = (list: readonly string[], one: string): boolean => list.includes(one) || list.includes('*');

function isOfRevisions(rule: z.infer<typeof RoleManifest>['rules'][number]): boolean {
  return isOf(rule.apiGroups, 'serving.knative.dev') && isOf(rule.resources, 'revisions');
}
