/** The Job that brings the databases to the newest schema, inside the cluster: databases are nowhere else to be reached. Pure. */
import { createHash } from 'node:crypto';
import type { KubeObject } from '../kubectl.ts';
import { LOCKED_DOWN } from '../node-pod.ts';

/** What the Job is made of. */
export interface MigrationParts {
  namespace: string;
  /** With its digest, where it is known. */
  image: string;
  shards: readonly string[];
  /** The Secrets there are. */
  secrets: ReadonlySet<string>;
  /** The content of the settings, so that other ones are another Job. */
  settings: Record<string, string>;
}

/** The name of the image beside those of the functions. */
export const MIGRATE = 'migrate';

/** Migrations are the owner's business: `mysql-owner-e0`, else who functions are. */
export function ownerSecret(shard: string, secrets: ReadonlySet<string>): string {
  const own = `mysql-owner-${shard}`;
  return secrets.has(own) ? own : `mysql-${shard}`;
}

/** Of one name for what it does: run again it is the same Job, and done. */
export function migrationJob({ namespace, image, shards, secrets, settings }: MigrationParts): KubeObject {
  const env = shards.map((shard) => ({
    name: `MYSQL_${shard.toUpperCase()}`,
    valueFrom: { secretKeyRef: { name: ownerSecret(shard, secrets), key: 'url' } },
  }));
  const trust = ['CA_FILE', 'MYSQL_CA_FILE'].flatMap((name) =>
    settings[name] ? [{ name, value: settings[name] }] : [],
  );
  const hash = createHash('sha256')
    .update(JSON.stringify([image, env, trust]))
    .digest('hex')
    .slice(0, 10);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `${MIGRATE}-${hash}`,
      namespace,
      labels: { 'app.kubernetes.io/part-of': 'seatmesh', 'app.kubernetes.io/component': MIGRATE },
    },
    spec: {
      // Repeating is safe; what fails twice does not mend itself.
      backoffLimit: 1,
      activeDeadlineSeconds: 6 * 3_600,
      ttlSecondsAfterFinished: 86_400,
      template: {
        metadata: { labels: { 'app.kubernetes.io/component': MIGRATE, 'seatmesh.dev/migrates': 'true' } },
        spec: {
          restartPolicy: 'Never',
          serviceAccountName: 'function',
          automountServiceAccountToken: false,
          containers: [
            {
              name: MIGRATE,
              image,
              args: ['up'],
              env: [...env, ...trust],
              resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
              securityContext: LOCKED_DOWN,
              volumeMounts: [
                { name: 'tmp', mountPath: '/tmp' },
                { name: 'ca', mountPath: '/etc/seatmesh/ca', readOnly: true },
              ],
            },
          ],
          volumes: [
            { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
            { name: 'ca', secret: { secretName: 'ca', optional: true } },
          ],
        },
      },
    },
  };
}

/** Where a Job is. */
export function jobState(job: KubeObject | undefined): 'none' | 'running' | 'done' | 'failed' {
  if (!job) return 'none';
  const conditions = (job.status?.['conditions'] ?? []) as { type: string; status: string }[];
  const is = (type: string): boolean => conditions.some((one) => one.type === type && one.status === 'True');
  return is('Complete') ? 'done' : is('Failed') ? 'failed' : 'running';
}
