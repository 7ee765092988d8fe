/** How images are named in a registry. Pure. */
import { Fault } from '../../cli/fault.ts';

/** A registry's host, and the path of a repository in it, or what such paths begin with. */
export interface Repository {
  /** With its port, where it has one. */
  host: string;
  path: string;
}

/** A repository and the one image in it that is meant. */
export interface Pinned extends Repository {
  digest: string;
}

const HOST = /^(?:[a-z0-9][a-z0-9.-]*|\[[0-9a-f:]+\])(?::\d{1,5})?$/i;
const PATH = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** `registry.example.com/seatmesh`, `localhost:5000/seatmesh`. @throws Fault for what is no such */
export function readRepository(text: string): Repository {
  const [host = '', ...segments] = text.split('/');
  const isHost = HOST.test(host) && (/[.:]/.test(host) || host === 'localhost');
  if (!isHost || segments.length === 0 || !segments.every((segment) => PATH.test(segment)))
    throw new Fault(`${text} is no place in a registry, as registry.example.com/seatmesh is`);
  return { host, path: segments.join('/') };
}

/** `registry.example.com/base/cc@sha256:…`. @throws Fault, also where there is no digest: a tag may be another image tomorrow */
export function readPinned(text: string): Pinned {
  const [name = '', digest = ''] = text.split('@');
  if (!DIGEST.test(digest)) throw new Fault(`${text} has no digest: an image is named by one (…@sha256:…)`);
  return { ...readRepository(name), digest };
}

/** @throws Fault for what is no tag */
export function readTag(text: string): string {
  if (!/^\w[\w.-]{0,127}$/.test(text)) throw new Fault(`${text || 'nothing'} is no tag, as 1.2.3 is`);
  return text;
}

/** Of this machine itself; it is spoken to without TLS. */
export function isLocal(host: string): boolean {
  return /^(localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/.test(host);
}
