import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { servedCertificateFindings } from './served-certificate.ts';

const folder = mkdtempSync(join(tmpdir(), 'seatmesh-certificate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'tls.crt');
const request = ['req', '-x509', '-newkey', 'ed25519', '-nodes', '-keyout', join(folder, 'key'), '-out', file];
execFileSync(
  'openssl',
  [...request, '-days', '90', '-subj', '/CN=x', '-addext', 'subjectAltName=DNS:tickets.example.org'],
  {
    stdio: 'ignore',
  },
);
const secretOf = (text: string) => [
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'edge-certificate' },
    data: { 'tls.crt': Buffer.from(text).toString('base64') },
  },
];
const GOOD = readFileSync(file, 'utf8');
const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);
const whats = (text: string, host: string, now = new Date()) =>
  servedCertificateFindings(secretOf(text), host, now).map(({ what }) => what);

test('one for the host, for long: nothing; none at all is waited for', () => {
  expect(whats(GOOD, 'tickets.example.org')).toEqual([]);
  expect(servedCertificateFindings([], 'tickets.example.org', new Date())).toEqual([]);
  expect(servedCertificateFindings(secretOf(GOOD), undefined, new Date())).toEqual([]);
});

test('for another host, at its end, beyond it, or none: each is said', () => {
  expect(whats(GOOD, 'api.example.org')).toEqual([
    "the edge's certificate is for DNS:tickets.example.org, and not for api.example.org",
  ]);
  expect(whats(GOOD, 'tickets.example.org', inDays(80))).toEqual([
    expect.stringMatching(/certificate ends on 20\d\d-/),
  ]);
  expect(whats(GOOD, 'tickets.example.org', inDays(91))).toEqual([
    expect.stringMatching(/certificate has ended on 20/),
  ]);
  expect(whats('none', 'tickets.example.org')).toEqual(['Secret/edge-certificate has no certificate in tls.crt']);
});
