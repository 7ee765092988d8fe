/**
 * What an overlay sets that cannot be so, before anything of it is applied: API server and pods would refuse some of it, each at its own time,
 * and take the rest. Of the rendered objects, so it is the same whoever set it. Pure.
 */
import { isIP } from 'node:net';
import type * as z from 'zod';
import { capabilities } from '../../../../../functions/capabilities.ts';
import { settingsShape } from '../../../../../functions/shared/serve/settings.ts';
import { Fault } from '../../../../cli/fault.ts';
import { readPinned, readRepository } from '../../../../images/registry/reference.ts';
import type { KubeObject } from '../../kubectl.ts';
import { edgeNamesFindings } from './edge-names-findings.ts';
import type { OverlayFinding } from './overlay-finding.ts';
import { isFunction } from '../phases.ts';

const FILE = 'installation.yaml';

/** Of everything that Kustomize has rendered. */
export function overlayFindings(objects: readonly KubeObject[]): OverlayFinding[] {
  return [
    ...imageFindings(objects),
    ...edgeNamesFindings(objects),
    ...referenceFindings(objects),
    ...addressFindings(objects),
    ...settingFindings(objects),
    ...sizeFindings(objects),
    ...storageFindings(objects),
  ];
}

interface FunctionContainer {
  image?: string;
  env?: { name: string; value?: unknown }[];
  envFrom?: { configMapRef?: { name: string } }[];
  volumeMounts?: { mountPath: string }[];
}

const templateOf = ({ spec }: KubeObject) =>
  (spec?.['template'] ?? {}) as {
    metadata?: { annotations?: Record<string, unknown> };
    spec?: { containers?: FunctionContainer[] };
  };
const containersOf = (object: KubeObject): FunctionContainer[] => templateOf(object).spec?.containers ?? [];

/** The registry that the base names, which is nobody's. */
const PLACEHOLDER = 'registry.example.com';
const PUSH = 'npm run image -- --push REGISTRY --overlay DIR makes all images and writes which ones they are';

function imageFindings(objects: readonly KubeObject[]): OverlayFinding[] {
  const images = [
    ...new Set(objects.filter(isFunction).flatMap((one) => containersOf(one).map((it) => it.image ?? ''))),
  ];
  const kinds = images.map((image) => ({ image, ...kindOfImage(image) }));
  const wrong = kinds.flatMap(({ image, why }) =>
    why === undefined ? [] : [{ what: `the image ${image || '(none)'} ${why}`, mend: PUSH }],
  );
  const named = (kind: string) => kinds.filter((one) => one.kind === kind).map(({ image }) => image);
  const [placeholder, tagged] = [named('placeholder'), named('tag')];
  return [
    ...wrong,
    ...(placeholder[0] === undefined
      ? []
      : [
          {
            what: `${placeholder.length} images are still those of the base, which nobody has (${placeholder[0]})`,
            mend: PUSH,
            unlessLoaded: PLACEHOLDER,
          },
        ]),
    ...(tagged[0] === undefined
      ? []
      : [
          {
            what: `${tagged.length} images are named by a tag and not by a digest (${tagged[0]}): another one may run tomorrow`,
            mend: PUSH,
            isBearable: true as const,
          },
        ]),
  ];
}

function kindOfImage(image: string): { kind: 'wrong' | 'placeholder' | 'tag' | 'digest'; why?: string } {
  const {
    name = '',
    tag,
    digest,
  } = /^(?<name>[^@]*?)(?::(?<tag>[^:/@]*))?(?:@(?<digest>.*))?$/.exec(image)?.groups ?? {};
  try {
    const { host } = readRepository(name);
    if (digest !== undefined) readPinned(`${name}@${digest}`);
    else if (tag === '') return { kind: 'wrong', why: 'has no tag after its colon' };
    if (digest !== undefined) return { kind: 'digest' };
    return { kind: host === PLACEHOLDER ? 'placeholder' : 'tag' };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const isDigest = digest !== undefined && / has no digest/.test(error.message);
    return {
      kind: 'wrong',
      why: isDigest
        ? `has a digest that is none: sha256: and 64 hex digits, not ${digest}`
        : 'is no name in a registry, as registry.example.org/seatmesh/book@sha256:… is',
    };
  }
}

const OBJECT_NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
const isName = (name: unknown): boolean => typeof name === 'string' && OBJECT_NAME.test(name);

/** What certifies, and where secrets are from. */
function referenceFindings(objects: readonly KubeObject[]): OverlayFinding[] {
  const wrong = (kind: string, reference: string, key: string) => [
    ...new Set(
      objects.flatMap((one) => {
        const { name } = ((one.kind === kind && one.spec?.[reference]) || { name: 'none' }) as { name?: unknown };
        return isName(name) ? [] : [`${key} "${String(name)}" is no name of an object`];
      }),
    ),
  ];
  return [
    ...wrong('Certificate', 'issuerRef', 'certificate-issuer'),
    ...wrong('ExternalSecret', 'secretStoreRef', 'secret-store'),
  ].map((what) => ({ what, mend: `${FILE}: the name of one that the cluster has, in small letters` }));
}

/** Where databases may be reached. */
function addressFindings(objects: readonly KubeObject[]): OverlayFinding[] {
  const named = objects.filter(
    ({ kind, metadata }) => kind === 'NetworkPolicy' && /^(functions|migrations)$/.test(metadata.name),
  );
  const cidrs = named.flatMap(({ spec }) =>
    ((spec?.['egress'] ?? []) as { to?: { ipBlock?: { cidr?: unknown } }[] }[]).flatMap(({ to = [] }) =>
      to.flatMap(({ ipBlock }) => (ipBlock === undefined ? [] : [String(ipBlock.cidr)])),
    ),
  );
  return [...new Set(cidrs)].flatMap((cidr): OverlayFinding[] => {
    const [address = '', bits = '', surplus] = cidr.split('/');
    const family = isIP(address);
    const isRange =
      family !== 0 && surplus === undefined && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
    if (!isRange)
      return [{ what: `database-addresses "${cidr}" is no range of addresses`, mend: `${FILE}: as 10.0.0.0/16 is` }];
    if (bits !== '0') return [];
    return [
      {
        what: `database-addresses "${cidr}" is everything: functions may speak to whomever they like on the databases' ports`,
        mend: `${FILE}: the range that the databases are in`,
        isBearable: true,
      },
    ];
  });
}

/** Of files that are in the pod and not here, and of what deploy looks at by itself. */
const NOT_HERE = /^(?:\w+_)?CA_FILE$|^JWKS$/;

/** By what functions themselves ask of their settings: what a pod would end by, a minute after everything was applied. */
function settingFindings(objects: readonly KubeObject[]): OverlayFinding[] {
  const maps = new Map(
    objects.flatMap(({ kind, metadata, data }) => (kind === 'ConfigMap' ? [[metadata.name, data ?? {}]] : [])),
  );
  const found = objects.filter(isFunction).flatMap((service) => {
    const capability = capabilities.find(
      ({ name }) => service.metadata.name === name || service.metadata.name.startsWith(`${name}-`),
    );
    const [container] = containersOf(service);
    if (!capability || !container) return [];
    const environment: Record<string, string> = Object.assign(
      {},
      ...(container.envFrom ?? []).map(({ configMapRef }) => maps.get(configMapRef?.name ?? '') ?? {}),
      Object.fromEntries(
        (container.env ?? []).flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
      ),
    );
    const folders = (container.volumeMounts ?? []).map(({ mountPath }) => mountPath);
    return Object.entries(environment).flatMap(([name, value]) => [
      ...wrongSetting(settingsShape(capability, environment), name, value),
      ...fileNowhere(name, value, folders),
    ]);
  });
  return [...new Set(found)].map((what) => ({
    what,
    mend: `${FILE}, or knative/settings.yaml and npm run render: its comment there says what it takes`,
  }));
}

function wrongSetting(shape: z.ZodRawShape, name: string, value: unknown): string[] {
  if (typeof value !== 'string') return [`${name} is no text: ${String(value)} belongs in quotes`];
  const schema = (shape as Record<string, z.ZodType>)[name];
  if (schema === undefined || NOT_HERE.test(name)) return [];
  const { error } = schema.safeParse(value);
  return error ? [`${name} "${value}": ${error.issues[0]?.message ?? 'does not fit'}`] : [];
}

/** A root that is only read has what is mounted, and nothing else of an installation's own. */
function fileNowhere(name: string, value: unknown, folders: readonly string[]): string[] {
  if (!/_FILE$|^CA_FILE$/.test(name) || typeof value !== 'string' || value === '') return [];
  return folders.some((folder) => value.startsWith(`${folder}/`))
    ? []
    : [`${name} "${value}" is nowhere in a pod, which has ${folders.join(', ') || 'no files of yours'}`];
}

const PODS = /^[1-9]\d{0,3}$/;

function sizeFindings(objects: readonly KubeObject[]): OverlayFinding[] {
  return objects.filter(isFunction).flatMap((service): OverlayFinding[] => {
    const annotations = templateOf(service).metadata?.annotations ?? {};
    const [most, least = '0'] = ['max', 'min'].map((end) => annotations[`autoscaling.knative.dev/${end}-scale`]);
    const { name } = service.metadata;
    const mend = `${FILE}: ${name.replace(/-[a-z]\d+$/, '')}-pods, a whole number in quotes, 1 or more`;
    if (most !== undefined && !(typeof most === 'string' && PODS.test(most)))
      return [{ what: `${name} may have ${JSON.stringify(most)} pods at most`, mend }];
    if (most !== undefined && Number(least) > Number(most))
      return [{ what: `${name} is to have ${String(least)} pods at least, and ${most} at most`, mend }];
    return [];
  });
}

const QUANTITY = /^[1-9]\d*(?:\.\d+)?(?:[KMGTP]i?)?$/;

function storageFindings(objects: readonly KubeObject[]): OverlayFinding[] {
  const clusters = objects.filter(({ kind }) => kind === 'RabbitmqCluster');
  return clusters.flatMap(({ spec }): OverlayFinding[] => {
    const { storage, storageClassName } = (spec?.['persistence'] ?? {}) as Record<string, string | number | undefined>;
    return [
      ...(storage === undefined || QUANTITY.test(String(storage))
        ? []
        : [{ what: `rabbitmq-storage "${String(storage)}" is no size`, mend: `${FILE}: as 20Gi is` }]),
      ...(storageClassName === undefined || isName(storageClassName)
        ? []
        : [
            {
              what: `rabbitmq-storage-class "${String(storageClassName)}" is no name of a StorageClass`,
              mend: `${FILE}: kubectl get storageclass lists them`,
            },
          ]),
    ];
  });
}
