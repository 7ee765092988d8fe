/**
 * Which revisions are to have pods that stand by, and what is to be changed for it. What was done stands in the revision's own annotations, written
 * together with what was done; so whoever comes after a tick that died, or at the same time, sees all of it or nothing. Pure.
 */
import { MAX_SCALE, MIN_SCALE } from '../shared/kubernetes/scale-annotations.ts';

/** A revision, as far as it matters here. */
export interface KnownRevision {
  name: string;
  service: string;
  /** Of the configuration that it was made from: the newest has the highest. */
  generation: number;
  /** Traffic is led to it. */
  isRouted: boolean;
  annotations: Readonly<Record<string, string>>;
}

/** Until when Services are to have pods that stand by; undefined of one: it is not known now. */
export type WantedPods = ReadonlyMap<string, Date | undefined>;

/** A change of a revision's annotations; null takes one away. */
export interface RevisionChange {
  revision: KnownRevision;
  does: 'warm' | 'prolong' | 'let go';
  annotations: Readonly<Record<string, string | null>>;
}

/** What min-scale was set to, by whom no operator is meant. */
export const WARM = 'seatmesh.dev/warm';
/** Until when. */
export const WARM_UNTIL = 'seatmesh.dev/warm-until';
/** What min-scale was before; empty: it was not set. */
export const WARM_BEFORE = 'seatmesh.dev/warm-before';

/** Of a Service: the newest, and while traffic is divided the one before. */
const MOST_ROUTED = 2;

/** @param pods that stand by of each */
export function changesFor(
  revisions: readonly KnownRevision[],
  wanted: WantedPods,
  pods: number,
  now: Date,
): RevisionChange[] {
  const served = new Set([...wanted.keys()].flatMap((service) => routedOf(service, revisions)));
  return revisions.flatMap((revision) => {
    const { annotations, service } = revision;
    const isOurs = annotations[WARM] !== undefined;
    const until = served.has(revision) ? wanted.get(service) : undefined;
    if (until !== undefined && pods > 0)
      return isOurs ? prolonged(revision, until, pods) : warmed(revision, until, pods);
    if (!isOurs) return [];
    // Whose sales are not known now keeps what it has, for as long as was known.
    const isUnknown = served.has(revision) && wanted.has(service) && pods > 0;
    return isUnknown && new Date(annotations[WARM_UNTIL] ?? 0) > now ? [] : [letGo(revision)];
  });
}

function routedOf(service: string, revisions: readonly KnownRevision[]): KnownRevision[] {
  return revisions
    .filter((revision) => revision.service === service && revision.isRouted)
    .toSorted((a, b) => b.generation - a.generation)
    .slice(0, MOST_ROUTED);
}

/** Knative takes no min-scale above the max-scale. */
function scaleFor({ annotations }: KnownRevision, pods: number): number {
  const most = Number(annotations[MAX_SCALE] ?? 0);
  return most > 0 ? Math.min(pods, most) : pods;
}

function warmed(revision: KnownRevision, until: Date, pods: number): RevisionChange[] {
  const before = revision.annotations[MIN_SCALE];
  const scale = scaleFor(revision, pods);
  // An operator has as many already.
  if (Number(before ?? 0) >= scale) return [];
  const annotations = {
    [MIN_SCALE]: String(scale),
    [WARM]: String(scale),
    [WARM_BEFORE]: before ?? '',
    [WARM_UNTIL]: until.toISOString(),
  };
  return [{ revision, does: 'warm', annotations }];
}

function prolonged(revision: KnownRevision, until: Date, pods: number): RevisionChange[] {
  const { annotations } = revision;
  // Somebody else has decided since: it stays as he has it.
  if (annotations[MIN_SCALE] !== annotations[WARM]) return [];
  const scale = String(scaleFor(revision, pods));
  if (annotations[WARM] === scale && annotations[WARM_UNTIL] === until.toISOString()) return [];
  const changed = { [MIN_SCALE]: scale, [WARM]: scale, [WARM_UNTIL]: until.toISOString() };
  return [{ revision, does: 'prolong', annotations: changed }];
}

function letGo(revision: KnownRevision): RevisionChange {
  const { annotations } = revision;
  const isAsWeLeftIt = annotations[MIN_SCALE] === annotations[WARM];
  const before = annotations[WARM_BEFORE];
  return {
    revision,
    does: 'let go',
    annotations: {
      ...(isAsWeLeftIt && { [MIN_SCALE]: before === undefined || before === '' ? null : before }),
      [WARM]: null,
      [WARM_BEFORE]: null,
      [WARM_UNTIL]: null,
    },
  };
}
