/** The images that a cluster is to run, by digest, as a Kustomize component: written by what has pushed them, never by hand. Pure. */
import { stringify } from 'yaml';

/** A function's image, and where it is. */
export interface DeployedImage {
  /** As the manifests name it. */
  function: string;
  /** `registry.example.com/seatmesh/book` */
  name: string;
  digest: string;
}

/** What the manifests name; the last part is the function. */
export const IN_MANIFESTS = 'registry.example.com/seatmesh';

/** The text of the component's `kustomization.yaml`. */
export function imagesComponent(images: readonly DeployedImage[]): string {
  const component = {
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
    images: images.map(({ function: name, name: newName, digest }) => ({
      name: `${IN_MANIFESTS}/${name}`,
      newName,
      digest,
    })),
  };
  return `# Written by npm run image -- --push; do not edit.\n${stringify(component, { lineWidth: 0 })}`;
}
