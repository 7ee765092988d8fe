/** Nothing but HTTP is spoken through the edge, and who asks for a tunnel is told so at once: else Envoy would wait for the end of it. */
import { expect, it } from 'vitest';
import { LocalReplyConfig, localReply } from '../platform/edge/local-reply.ts';
import { find } from './read.ts';

interface Patched {
  configPatches: { patch: { value: { typed_config: { local_reply_config: unknown } } } }[];
}

const [patched] = (find('EnvoyFilter', 'problems').spec as Patched).configPatches;
const config = LocalReplyConfig.parse(patched?.patch.value.typed_config.local_reply_config);

it('CONNECT is denied, whatever else the request brings, and answered 405', () => {
  const { action, rules } = find('AuthorizationPolicy', 'no-upgrade').spec as { action: string; rules: object[] };
  expect(action).toBe('DENY');
  expect(rules).toContainEqual({ to: [{ operation: { methods: ['CONNECT'] } }] });
  for (const headers of [{}, { upgrade: 'websocket' }]) {
    const answer = localReply(
      config,
      { status: 403, flag: '-', details: 'rbac_access_denied_matched_policy[no-upgrade]', body: '' },
      { method: 'CONNECT', path: '', url: 'api.example.com:443', httpVersion: '1.1', headers, id: 'id' },
    );
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([405, { code: 'method_not_allowed' }]);
  }
});
