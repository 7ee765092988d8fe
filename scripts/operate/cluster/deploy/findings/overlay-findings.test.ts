/** What an overlay sets, in one that is right but for one thing each. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { ROOT } from '../../../../manifests/render/files.ts';
import type { KubeObject } from '../../kubectl.ts';
import { whyNoHost } from './edge-names-findings.ts';
import { overlayFindings } from './overlay-findings.ts';

const HOST = 'tickets.example.org';
const read = (file: string) => readFile(join(ROOT, file), 'utf8');
const objectsIn = async (file: string): Promise<KubeObject[]> =>
  parseAllDocuments(await read(file)).map((document) => document.toJS() as KubeObject);
/** All that the bases apply: a look that a single committed manifest does not pass would stop every deployment. */
const FILES = ['knative', 'knative/shards', 'istio', 'istio/tokens'].map(async (folder) =>
  (await readdir(join(ROOT, folder)))
    .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
    .map((file) => `${folder}/${file}`),
);
const BASE = (await Promise.all((await Promise.all(FILES)).flat().map(objectsIn))).flat().filter((one) => one?.kind);
const DIGEST = `sha256:${'0a'.repeat(32)}`;

/** The committed manifests with an installation's own values, as an overlay brings them there. */
const GOOD = JSON.stringify(BASE)
  .replaceAll('api.example.com', HOST)
  .replaceAll(
    /registry\.example\.com\/seatmesh\/([a-z-]+):0\.1\.0/g,
    `registry.example.org/seatmesh/$1:0.1.0@${DIGEST}`,
  );
const found = (change: (text: string) => string = (text) => text) =>
  overlayFindings(JSON.parse(change(GOOD)) as KubeObject[]);
const replaced = (from: string, to: string) =>
  found((text) => {
    expect(text).toContain(from);
    return text.replaceAll(from, to);
  });

test('what is committed, with a host, a registry and digests of its own: nothing', () => {
  expect(found()).toEqual([]);
});

test('the base as it is: images and host are of nobody', () => {
  expect(overlayFindings(BASE)).toEqual([
    {
      what: expect.stringContaining('still those of the base'),
      mend: expect.stringContaining('npm run image'),
      unlessLoaded: 'registry.example.com',
    },
    { what: 'the host is still api.example.com, which nobody has', mend: expect.any(String), isBearable: true },
  ]);
});

test('a tag without a digest is said, and borne', () => {
  expect(replaced(`@${DIGEST}`, '')).toEqual([
    {
      what: expect.stringMatching(/^\d+ images are named by a tag and not by a digest/),
      mend: expect.any(String),
      isBearable: true,
    },
  ]);
});

const IMAGE = `registry.example.org/seatmesh/book:0.1.0@${DIGEST}`;
test.each([
  [DIGEST, 'sha256:0a0a', 'has a digest that is none: sha256: and 64 hex digits, not sha256:0a0a'],
  [DIGEST, `sha256:${'0A'.repeat(32)}`, 'has a digest that is none'],
  [IMAGE, `Registry.example.org/Seatmesh/book@${DIGEST}`, 'is no name in a registry'],
  [IMAGE, `https://registry.example.org/seatmesh/book@${DIGEST}`, 'is no name in a registry'],
  [IMAGE, `book@${DIGEST}`, 'is no name in a registry'],
  [IMAGE, 'registry.example.org/seatmesh/book:', 'has no tag after its colon'],
  [IMAGE, '', 'is no name in a registry'],
])('the image %s as %s', (from, to, why) => {
  const all = replaced(from, to);
  expect(all.map(({ what }) => what)).toContainEqual(expect.stringContaining(why));
  expect(all.every(({ isBearable, mend }) => !isBearable && mend.includes('npm run image'))).toBe(true);
});

test.each([
  ['', 'is empty'],
  ['https://tickets.example.org', 'has a scheme'],
  ['tickets.example.org/v1', 'has a path'],
  ['tickets.example.org:443', 'has a port'],
  ['*.example.org', 'is a wildcard'],
  ['Tickets.example.org', 'has capitals'],
  ['tickets.example.org.', 'ends with a dot'],
  ['192.0.2.7', 'is an address'],
  ['192.0.2.7:8443', 'is an address'],
  ['[2001:db8::7]', 'is an address'],
  ['[2001:db8::7]:443', 'is an address'],
  ['2001:db8::7', 'is an address'],
  ['tickets_1.example.org', 'is no name of a host'],
  ['-tickets.example.org', 'is no name of a host'],
  ['tickets..org', 'is no name of a host'],
  [`${'a'.repeat(64)}.example.org`, 'is no name of a host'],
  [`${'abcdefgh.'.repeat(29)}org`, 'is no name of a host'],
])('the host "%s" %s', (host, why) => {
  expect(whyNoHost(host)).toContain(why);
  expect(replaced(`"hostname":"${HOST}"`, `"hostname":"${host}"`)).toContainEqual({
    what: expect.stringContaining(`the host "${host}" ${why}`),
    mend: expect.stringContaining('installation.yaml: host'),
  });
});

test.each(['tickets.example.org', 'localhost', 'xn--bcher-kva.example.org', 'seatmesh.local', '1.example.org'])(
  '%s is a host',
  (host) => expect(whyNoHost(host)).toBeUndefined(),
);

test.each([
  ['http://tickets.example.org'],
  ['https://tickets.example.org/'],
  ['https://Tickets.example.org'],
  ['https://tickets.example.org/v1'],
  ['https://user@tickets.example.org'],
  ['tickets.example.org'],
  [''],
])('the address "%s"', (url) => {
  expect(replaced(`https://${HOST}`, url).map(({ what }) => what)).toContainEqual(
    expect.stringContaining(`the address "${url}" is not https://`),
  );
});

test('an edge, a certificate and tokens of different names', () => {
  expect(replaced(`"dnsNames":["${HOST}"]`, '"dnsNames":["other.example.org"]')).toEqual([
    {
      what: `the edge serves ${HOST}, and its certificate is for other.example.org: callers would refuse it`,
      mend: expect.any(String),
    },
  ]);
  expect(replaced(`"issuer":"https://${HOST}"`, '"issuer":"https://other.example.org"')).toEqual([
    { what: expect.stringContaining('every token would be refused'), mend: expect.any(String) },
  ]);
  expect(replaced(`https://${HOST}`, 'https://cdn.example.org')).toEqual([
    { what: expect.stringContaining('right only behind somebody'), mend: expect.any(String), isBearable: true },
  ]);
});

test.each([
  ['"name":"letsencrypt"', '"name":"Lets Encrypt"', 'certificate-issuer "Lets Encrypt" is no name'],
  ['"name":"letsencrypt"', '"name":""', 'certificate-issuer "" is no name'],
  ['"name":"aws-secrets-manager"', '"name":"AWS"', 'secret-store "AWS" is no name'],
  ['"cidr":"172.16.0.0/12"', '"cidr":"172.16.0.0"', 'database-addresses "172.16.0.0" is no range'],
  ['"cidr":"172.16.0.0/12"', '"cidr":"172.16.0.0/33"', 'is no range'],
  ['"cidr":"172.16.0.0/12"', '"cidr":"db.example.org"', 'is no range'],
  ['"MYSQL_CONNECTIONS":"10"', '"MYSQL_CONNECTIONS":"ten"', 'MYSQL_CONNECTIONS "ten": must be a whole number'],
  ['"MYSQL_CONNECTIONS":"10"', '"MYSQL_CONNECTIONS":"0"', 'MYSQL_CONNECTIONS "0": '],
  ['"MYSQL_CONNECTIONS":"10"', '"MYSQL_CONNECTIONS":10', 'MYSQL_CONNECTIONS is no text: 10 belongs in quotes'],
  ['"LOG_LEVEL":"info"', '"LOG_LEVEL":"loud"', 'LOG_LEVEL "loud": '],
  ['"REDIS_CLUSTER":"false"', '"REDIS_CLUSTER":"no"', 'REDIS_CLUSTER "no": '],
  [
    '"OTEL_EXPORTER_OTLP_ENDPOINT":""',
    '"OTEL_EXPORTER_OTLP_ENDPOINT":"collector:4318"',
    'OTEL_EXPORTER_OTLP_ENDPOINT "collector:4318": ',
  ],
  ['"CA_FILE":"/etc/seatmesh/ca/ca.pem"', '"CA_FILE":"ca.pem"', 'CA_FILE "ca.pem" is nowhere in a pod'],
  [
    '"autoscaling.knative.dev/max-scale":"10"',
    '"autoscaling.knative.dev/max-scale":"0"',
    'book-e0 may have "0" pods at most',
  ],
  [
    '"autoscaling.knative.dev/max-scale":"10"',
    '"autoscaling.knative.dev/max-scale":"many"',
    'may have "many" pods at most',
  ],
  ['"autoscaling.knative.dev/max-scale":"10"', '"autoscaling.knative.dev/max-scale":10', 'may have 10 pods at most'],
  ['"storageClassName":"gp3"', '"storageClassName":"GP 3"', 'rabbitmq-storage-class "GP 3" is no name'],
  ['"storage":"20Gi"', '"storage":"20 GB"', 'rabbitmq-storage "20 GB" is no size'],
])('%s as %s', (from, to, what) => {
  const all = replaced(from, to);
  expect(all).toContainEqual({
    what: expect.stringContaining(what),
    mend: expect.stringContaining('installation.yaml'),
  });
  expect(all.every(({ isBearable }) => !isBearable)).toBe(true);
});

test('everything may be reached: said, and borne', () => {
  expect(replaced('"cidr":"10.0.0.0/8"', '"cidr":"0.0.0.0/0"')).toEqual([
    { what: expect.stringContaining('is everything'), mend: expect.any(String), isBearable: true },
  ]);
});

test('each overlay says all of it in installation.yaml, and right', async () => {
  for (const name of ['eks', 'in-cluster', 'trial']) {
    const { data } = parse(await read(`scripts/overlays/${name}/installation.yaml`)) as {
      data: Record<string, string>;
    };
    expect([whyNoHost(data['host'] ?? ''), data['url']]).toEqual([undefined, `https://${data['host']}`]);
  }
});
