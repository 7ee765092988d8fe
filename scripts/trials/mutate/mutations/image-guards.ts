/** Guards of images and registries. */
import type { Mutation } from '../mutation.ts';

const REGISTRY = ['scripts/images/registry/registry.test.ts'];

export const IMAGES: readonly Mutation[] = [
  {
    name: 'a part of a base image is taken as it comes',
    file: 'scripts/images/registry/pull.ts',
    from: 'if (digestOf(bytes) !== digest)',
    to: 'if (bytes.length === 0)',
    breaks: 'whoever is between us and the registry puts what they like into every image',
    caughtBy: { tests: REGISTRY },
  },
  {
    name: 'where a registry sends us to is told who we are',
    file: 'scripts/images/registry/client.ts',
    from: 'authorization !== undefined && url.origin === this.base.origin',
    to: 'authorization !== undefined',
    breaks: 'passwords go to whom they are not for',
    caughtBy: { tests: REGISTRY },
  },
  {
    name: 'the code cache of an image has hashes that were drawn',
    file: 'scripts/images/code-cache.ts',
    from: "['--hash-seed=1', '--random-seed=1']",
    to: '[]',
    breaks: 'the same sources give other digests, and every function is rolled out anew',
    caughtBy: { tests: ['scripts/images/image.test.ts'] },
  },
];
