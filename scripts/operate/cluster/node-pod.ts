/** A pod for a while, of an image of the system's own: Node is in it, and on every node. */
import { Fault } from '../../cli/fault.ts';
import type { Kubectl, KubeObject } from './kubectl.ts';

/** The label of such pods: with the system they go, whoever has forgotten them. */
export const FOR_A_WHILE = 'seatmesh.dev/for-a-while';

/** What such a pod is to do. */
export interface NodePod {
  name: string;
  namespace: string;
  image: string;
  /** JavaScript. */
  script: string;
  env: Record<string, string>;
  labels?: Record<string, string>;
  /** Who it is in the mesh; undefined: nobody in particular. */
  account?: string;
  /** It is ended after so long, whoever has forgotten it. */
  seconds: number;
}

/** What a container of the system's images may do on its node: nothing. */
export const LOCKED_DOWN = {
  runAsNonRoot: true,
  readOnlyRootFilesystem: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
} as const;

/** @throws Fault where nothing is deployed */
export async function nodeImage(cluster: Kubectl): Promise<string> {
  const [service] = await cluster.list('services.serving.knative.dev');
  const template = service?.spec?.['template'] as { spec?: { containers?: { image: string }[] } } | undefined;
  const image = template?.spec?.containers?.[0]?.image;
  if (image === undefined) throw new Fault('there is no function whose image could be taken');
  return image;
}

/** Pure. */
export function nodePod({ name, namespace, image, script, env, labels = {}, account, seconds }: NodePod): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: { ...labels, [FOR_A_WHILE]: 'true' },
      annotations: { 'sidecar.istio.io/inject': 'false' },
    },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      ...(account !== undefined && { serviceAccountName: account }),
      activeDeadlineSeconds: seconds,
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name,
          image,
          command: ['/usr/local/bin/node', '-e', script],
          env: Object.entries(env).map(([variable, value]) => ({ name: variable, value })),
          resources: { requests: { cpu: '10m', memory: '48Mi' }, limits: { memory: '128Mi' } },
          securityContext: LOCKED_DOWN,
        },
      ],
    },
  };
}
