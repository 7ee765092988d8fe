/** The environment of a function's process: what its manifest says, what Knative adds, and nothing else. */
import type { Findings } from '../spec/findings.ts';
import type { EnvFromSource, EnvSource, ServiceSpec } from './service-spec.ts';

type Keys = Record<string, string>;

/** Where values come from on this machine: Secrets stand in for what ExternalSecrets would bring. */
export interface Sources {
  secrets: Record<string, Keys>;
  configMaps: Record<string, Keys>;
}

/** Kubernetes' order: envFrom first, then env, the later of one name winning. What is missing and not optional is a mistake. */
export function resolveEnvironment(
  spec: Pick<ServiceSpec, 'name' | 'env' | 'envFrom'>,
  sources: Sources,
  findings: Findings,
): Record<string, string> {
  const mistake = (what: string): void => findings.mistake(`Service/${spec.name}`, what);
  const environment: Record<string, string> = {};
  for (const from of spec.envFrom) Object.assign(environment, keysOf(from, sources, mistake));
  for (const variable of spec.env) {
    const value = valueOf(variable, sources, mistake);
    if (value !== undefined) environment[variable.name] = expand(value, environment);
  }
  return environment;
}

function keysOf(from: EnvFromSource, sources: Sources, mistake: (what: string) => void): Keys {
  const ref = from.configMapRef ?? from.secretRef;
  if (!ref) return {};
  const keys = (from.configMapRef ? sources.configMaps : sources.secrets)[ref.name];
  if (!keys && !ref.optional) mistake(`${from.configMapRef ? 'ConfigMap' : 'Secret'} ${ref.name} is missing`);
  return Object.fromEntries(Object.entries(keys ?? {}).map(([key, value]) => [from.prefix + key, value]));
}

function valueOf(variable: EnvSource, sources: Sources, mistake: (what: string) => void): string | undefined {
  const secret = variable.valueFrom?.secretKeyRef;
  const ref = secret ?? variable.valueFrom?.configMapKeyRef;
  if (!ref) return variable.value ?? '';
  const kind = secret ? 'Secret' : 'ConfigMap';
  const value = (secret ? sources.secrets : sources.configMaps)[ref.name]?.[ref.key];
  if (value === undefined && !ref.optional) mistake(`${kind} ${ref.name} has no key ${ref.key} (for ${variable.name})`);
  return value;
}

// Kubernetes replaces $(NAME) by a variable defined before; $$(NAME) is a literal.
const expand = (value: string, known: Record<string, string>): string =>
  value.replace(/\$\$|\$\(([\w.-]+)\)/g, (whole, name?: string) => (name === undefined ? '$' : (known[name] ?? whole)));

/** What stands in the cluster for an address inside it: `http://<service>.<namespace>.svc[.cluster.local][:port]`. */
const CLUSTER_URL = /\bhttp:\/\/([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.cluster\.local)?(?::\d+)?(?=[/\s,;"']|$)/g;

/** Replaces cluster addresses in values by local ones. `addressOf` answers undefined for a host nobody serves here. */
export async function localAddresses(
  environment: Record<string, string>,
  addressOf: (service: string, namespace: string) => Promise<string | undefined>,
): Promise<Record<string, string>> {
  const local: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    let text = value;
    for (const [url, service, namespace] of value.matchAll(CLUSTER_URL)) {
      const address = await addressOf(service ?? '', namespace ?? '');
      if (address !== undefined) text = text.replace(url, address);
    }
    local[name] = text;
  }
  return local;
}
