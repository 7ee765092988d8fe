/** Whether what is traced and counted gets to somebody: of the mesh for the edge, of the settings for functions. Pure. */
import { parse } from 'yaml';
import type { KubeObject } from '../kubectl.ts';
import type { DoctorFinding } from './doctor-finding.ts';

/** As far as it was looked at. */
export interface TracingFacts {
  services: readonly KubeObject[];
  /** What Istio's meshes are configured by (YAML), of each revision there is; undefined: not to be read. */
  meshes?: readonly string[] | undefined;
}

interface MeshConfig {
  extensionProviders?: { name?: string; opentelemetry?: { service?: string; port?: number } }[];
}

const PROVIDER = 'otel';
const MEND =
  'OPERATIONS.md, "Watching": extensionProviders of the mesh configuration (npm run cluster -- install --collector URL)';
/** Where OTLP over gRPC is, if nobody says otherwise. */
const GRPC_PORT = 4317;

/** @param collector where functions tell what they do; empty: nowhere */
export function tracingFindings({ services, meshes }: TracingFacts, collector: string): DoctorFinding[] {
  const told = collector === '' ? [] : collectorFindings(services, collector);
  if (meshes === undefined || meshes.length === 0)
    return collector === ''
      ? told
      : [
          ...told,
          {
            what: `whether Istio knows the tracing provider ${PROVIDER} is not to be seen: no ConfigMap istio in istio-system can be read`,
            mend: 'kubectl -n istio-system get configmap istio',
            isNote: true,
          },
        ];
  const providers = meshes.flatMap((mesh) => ((parse(mesh) ?? {}) as MeshConfig).extensionProviders ?? []);
  const otel = providers.find(({ name }) => name === PROVIDER);
  if (otel) return [...told, ...providerFindings(services, otel.opentelemetry)];
  const missing = `Istio knows no tracing provider ${PROVIDER}, which istio/telemetry.yaml names: the edge begins no trace`;
  if (collector !== '') return [...told, { what: `functions have a collector, but ${missing}`, mend: MEND }];
  return [
    { what: `${missing}, and its own problems have no traceId. Nothing else needs it`, mend: MEND, isNote: true },
  ];
}

/** A Service of the cluster that is not there: whoever sends to it says nothing. */
function providerFindings(
  services: readonly KubeObject[],
  named: { service?: string; port?: number } | undefined,
): DoctorFinding[] {
  const { service: host = '', port = GRPC_PORT } = named ?? {};
  const why = whyNobody(services, host, port);
  return why === undefined
    ? []
    : [{ what: `the tracing provider ${PROVIDER} of Istio leads to nobody: ${why}`, mend: MEND }];
}

function collectorFindings(services: readonly KubeObject[], collector: string): DoctorFinding[] {
  const mend =
    'telemetry-endpoint in installation.yaml: a collector that takes OTLP over HTTP, http://collector.observability.svc.cluster.local:4318';
  if (!/^https?:/.test(URL.parse(collector)?.protocol ?? ''))
    return [{ what: `the collector of functions is no URL: ${collector}`, mend }];
  const { hostname, port } = new URL(collector);
  const why = whyNobody(services, hostname, Number(port) || 80);
  return why === undefined ? [] : [{ what: `functions tell what they do to nobody: ${why}`, mend }];
}

/** Undefined where somebody is there, or it is outside of the cluster. */
function whyNobody(services: readonly KubeObject[], host: string, port: number): string | undefined {
  const [name, namespace, ...rest] = host.split('.');
  if (rest[0] !== 'svc') return undefined;
  const found = services.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
  if (!found) return `there is no Service ${name} in ${namespace}`;
  const ports = ((found.spec?.['ports'] ?? []) as { port: number }[]).map((one) => one.port);
  if (ports.length === 0 || ports.includes(port)) return undefined;
  return `Service ${name} in ${namespace} has no port ${port} (${ports.join(', ')})`;
}
