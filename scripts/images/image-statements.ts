/** What is said about images beside them: of what they are made (CycloneDX 1.6), and from what and how (in-toto, SLSA 1.0). Pure. */
import { serialOf } from '../packages/bill-of-materials.ts';
import type { ShippedPackage } from './contents.ts';
import type { Image } from './oci.ts';

/** The bill of materials of images that were made together. */
export function imageBill(version: string, images: readonly Image[], shipped: readonly ShippedPackage[]): string {
  const components = shipped.map(({ name, version: own, purl, licence, hash, functions }) => ({
    type: purl.startsWith('pkg:npm/node-linux-') ? 'platform' : 'library',
    'bom-ref': purl,
    name,
    version: own,
    purl,
    ...(licence !== undefined && { licenses: [{ expression: licence }] }),
    ...(hash && { hashes: [{ alg: hash.algorithm, content: hash.hex }] }),
    properties: [{ name: 'seatmesh:images', value: functions.join(' ') }],
  }));
  const own = images.map(({ name, manifest }) => ({
    type: 'container',
    'bom-ref': `image:${name}`,
    name: `seatmesh/${name}`,
    version,
    hashes: [{ alg: 'SHA-256', content: hexOf(manifest.descriptor.digest) }],
  }));
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    serialNumber: '',
    metadata: { component: { type: 'application', 'bom-ref': 'seatmesh', name: 'seatmesh', version, components: own } },
    components,
    dependencies: [
      { ref: 'seatmesh', dependsOn: own.map((image) => image['bom-ref']) },
      ...images.map(({ name }) => ({
        ref: `image:${name}`,
        dependsOn: shipped.filter(({ functions }) => functions.includes(name)).map(({ purl }) => purl),
      })),
    ],
  };
  return `${JSON.stringify({ ...bill, serialNumber: serialOf(JSON.stringify(bill)) }, undefined, 2)}\n`;
}

/** From what images were made. */
export interface ImageOrigin {
  parameters: Readonly<Record<string, unknown>>;
  materials: readonly { uri: string; digest: Readonly<Record<string, string>> }[];
}

/** Who made them is not said, for nobody signs it here: whoever signs it says so by that. */
export function provenance(images: readonly Image[], { parameters, materials }: ImageOrigin): string {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: images.map(({ name, manifest }) => ({
      name: `seatmesh/${name}`,
      digest: { sha256: hexOf(manifest.descriptor.digest) },
    })),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'urn:seatmesh:npm-run-image:v1',
        externalParameters: parameters,
        resolvedDependencies: materials,
      },
      runDetails: { builder: { id: 'urn:seatmesh:npm-run-image' } },
    },
  };
  return `${JSON.stringify(statement, undefined, 2)}\n`;
}

const hexOf = (digest: string): string => digest.slice(digest.indexOf(':') + 1);
