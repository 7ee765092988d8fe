/** Header modifiers of routes, compiled to flat name-value pairs. */
import type { HeaderChanges, RouteFilter } from './route-spec.ts';

/** What a request's headers lose and gain, and the host it is sent to. */
export interface RequestHeaders {
  dropped: ReadonlySet<string>;
  pushed: readonly string[];
  host: string | undefined;
}

/** Adds modifiers up, in order. A modifier that sets Host rewrites the authority, as Istio has it. */
export function requestHeaders(filters: readonly RouteFilter[], always: readonly string[]): RequestHeaders {
  const dropped = new Set(always);
  let pushed: [string, string][] = [];
  let host: string | undefined;
  for (const filter of filters) {
    if (filter.urlRewrite?.hostname !== undefined) host = filter.urlRewrite.hostname;
    const changes = filter.requestHeaderModifier;
    if (!changes) continue;
    for (const { name, value } of changes.set) {
      if (isHost(name)) {
        host = value;
        continue;
      }
      dropped.add(name.toLowerCase());
      pushed = pushed.filter(([other]) => other.toLowerCase() !== name.toLowerCase());
      pushed.push([name, value]);
    }
    for (const { name, value } of changes.add) pushed.push([name, value]);
    for (const name of changes.remove) dropped.add(name.toLowerCase());
  }
  return { dropped, pushed: pushed.flat(), host };
}

/** Changes an answer's headers; undefined when no filter asks for it. */
export function responseShape(filters: readonly RouteFilter[]): ((headers: string[]) => string[]) | undefined {
  const changes = filters.flatMap((filter) => filter.responseHeaderModifier ?? []);
  if (changes.length === 0) return undefined;
  const gone = new Set(
    changes.flatMap(({ set, remove }) => [...set.map((h) => h.name), ...remove]).map((name) => name.toLowerCase()),
  );
  const more = changes.flatMap(({ set, add }: HeaderChanges) =>
    [...set, ...add].flatMap(({ name, value }) => [name, value]),
  );
  return (headers) => {
    const kept: string[] = [];
    for (let i = 0; i < headers.length; i += 2)
      if (!gone.has((headers[i] as string).toLowerCase())) kept.push(headers[i] as string, headers[i + 1] as string);
    return kept.concat(more);
  };
}

const isHost = (name: string): boolean => /^(?:host|:authority)$/i.test(name);
