/** What `npm run image` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../cli/command.ts';
import { Fault } from '../cli/fault.ts';
import { flag, option, path } from '../cli/options.ts';
import { IMAGES } from './migrate-files.ts';
import type { Compression } from './oci.ts';
import { type Pinned, readPinned, readRepository, readTag, type Repository } from './registry/reference.ts';

export interface Options {
  functions: readonly string[];
  out: string | undefined;
  push: Repository | undefined;
  /** An overlay that is to run what was pushed. */
  overlay: string | undefined;
  base: Pinned | undefined;
  /** What the images are called beside their digest; undefined: the version. */
  tag: string | undefined;
  folder: string | undefined;
  compression: Compression;
  plainHttp: boolean;
}

const FOLDER = 'the name of a folder';
const COMMAND = {
  usage: 'npm run image [-- options] [FUNCTION …]',
  about: `Makes the images of all functions, or of those named, without a container engine: Node as it is pinned, its libraries from this machine
(Debian or like it), each function with its code cache. The same sources on the same libraries give the same digests. Beside the
archive: what is in it (CycloneDX) and what it was made from (in-toto, SLSA).`,
  options: {
    out: path({
      unit: 'FILE',
      what: 'the archive, an OCI layout; docker, podman, skopeo and ctr load it. With --push alone none is written',
      usual: '.build/images/seatmesh.tar',
      needs: 'the name of a file',
    }),
    push: option(
      { unit: 'REGISTRY', what: 'pushes to REGISTRY/<function>, as registry.example.com/seatmesh' },
      (text: string) => readRepository(text),
    ),
    overlay: path({
      unit: 'DIR',
      what: 'writes DIR/images/, the component by which that overlay runs what was pushed, by digest; needs --push',
      needs: FOLDER,
    }),
    tag: option(
      {
        unit: 'TAG',
        what: 'what the images are called; clusters run them by digest',
        shown: 'the version in package.json',
      },
      (text: string) => readTag(text),
    ),
    base: option(
      {
        unit: 'IMAGE',
        what: 'a base image that has glibc and libstdc++, by digest (…@sha256:…), in place of libraries from here',
      },
      (text: string) => readPinned(text),
    ),
    folder: path({
      unit: 'DIR',
      what: 'writes what is in the images as folders there, for a Dockerfile to copy',
      needs: FOLDER,
    }),
    gzip: flag('packs layers with gzip, for engines that do not know zstd (Docker before 23)'),
    'plain-http': flag('speaks to the registry without TLS; to one on this machine that is done anyway'),
  },
  takesWords: true,
  notes: `Who you are to the registry: REGISTRY_USER and REGISTRY_PASSWORD, else what docker login (or podman's) has kept.
A proxy: HTTPS_PROXY, HTTP_PROXY, NO_PROXY. CAs of one's own: NODE_EXTRA_CA_CERTS.
Exit code: 0 when everything is written and pushed, 1 when not; 2 when it was typed wrong.`,
} as const;

export const HELP = helpOf(COMMAND);

/** Undefined when only help is asked for. @throws Fault that says what does not fit */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const { values, words } = given;
  const unknown = words.find((word) => !IMAGES.includes(word));
  if (unknown !== undefined) throw new Fault(`there is no image ${unknown}; there are: ${IMAGES.join(', ')}`);
  if (values.overlay !== undefined && !values.push) throw new Fault('--overlay needs --push (see --help)');
  if (values.overlay !== undefined && words.length > 0)
    throw new Fault('--overlay is for all images: it would forget the others');
  const onlyElsewhere = !args.some((arg) => /^--out\b/.test(arg)) && Boolean(values.push ?? values.folder);
  return {
    functions: words.length > 0 ? IMAGES.filter((name) => words.includes(name)) : IMAGES,
    out: onlyElsewhere ? undefined : values.out,
    push: values.push,
    overlay: values.overlay,
    base: values.base,
    tag: values.tag,
    folder: values.folder,
    compression: values.gzip ? 'gzip' : 'zstd',
    plainHttp: values['plain-http'],
  };
}
