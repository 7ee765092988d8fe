/** Examples of verify's operations. */
import { ids } from '../shared/examples.ts';
import type { ExamplesOf } from '../shared/http/examples.ts';
import type { routes } from './api.ts';

const keys = {
  signing: {
    keys: [
      {
        kty: 'OKP',
        crv: 'Ed25519',
        use: 'sig',
        alg: 'EdDSA',
        kid: '11qYAYKxCrfVS_7TyWQHOg',
        x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      },
    ],
  },
};

export const examples: ExamplesOf<typeof routes> = {
  introspectToken: {
    body: { access: { token: 'eyJhbGciOiJFZERTQSIsImtpZCI6IjEifQ.eyJzdWIiOiJ1c3JfYzQxXzAxIn0.c2lnbmF0dXJl' } },
    200: {
      good: {
        active: true,
        sub: ids.buyer,
        sid: ids.session,
        since: 1_803_753_602,
        exp: 1_803_892_500,
        iat: 1_803_891_600,
        iss: 'https://seatmesh.example',
        aud: 'seatmesh',
        jti: '01JDCMX2B7V0D5K9N3QWZ6TRY8',
      },
      expired: { active: false },
    },
  },
  getKeys: { 200: keys },
  getWellKnownKeys: { 200: keys },
};
