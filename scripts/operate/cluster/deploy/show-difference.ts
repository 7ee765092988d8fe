/** What a deployment would change. */
import { SOMETHING_FOUND } from '../../../cli/main.ts';
import type { Kubectl, KubeObject } from '../kubectl.ts';
import { standingOf, withTraffic } from './back/traffic.ts';
import { contentsFor, proofOfTicks } from './read-contents.ts';
import { withNamedContents } from './named-contents.ts';
import { phasesOf, withProof } from './phases.ts';

/** As `kubectl diff` has it; secrets are not shown by it. Before the first deployment all is new: Knative's webhook tries pods, which need their account. */
export async function showDifference(cluster: Kubectl, objects: readonly KubeObject[]): Promise<number> {
  const { namespace } = cluster.place;
  if (!(await cluster.find('serviceaccount', 'function'))) {
    console.log(`nothing is deployed in ${namespace}: ${objects.length} objects would be new`);
    return SOMETHING_FOUND;
  }
  const contents = await contentsFor(cluster, objects);
  const { functions, ground, edge, ways, identities } = phasesOf(objects);
  const standing = standingOf(await cluster.list('services.serving.knative.dev'));
  const named = withNamedContents(functions, contents);
  for (const name of named.missing) console.error(`missing: ${name}`);
  const proved = contents.has('Secret/ticks') ? withProof(ways, proofOfTicks(contents)) : ways;
  const items = [
    ...ground,
    ...edge,
    ...named.copies,
    ...withTraffic(named.objects, standing, 100),
    ...proved,
    ...identities,
  ];
  const difference = await cluster.difference(items);
  if (difference !== '') process.stdout.write(difference);
  const isSame = difference === '' && named.missing.length === 0;
  console.log(isSame ? 'nothing would be different' : 'that would be different');
  return isSame ? 0 : SOMETHING_FOUND;
}
