import { expect, test } from 'vitest';
import { envoySettings } from './envoy-filters.ts';
import { Findings } from '../spec/findings.ts';
import { localReply } from './local-reply.ts';
import { parseManifests } from '../spec/manifests.ts';

const filter = parseManifests(`
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: problems }
spec:
  configPatches:
    - applyTo: NETWORK_FILTER
      match: { context: GATEWAY }
      patch:
        operation: MERGE
        value:
          typed_config:
            "@type": type.googleapis.com/x
            request_headers_timeout: 10s
            requestTimeout: 90s
            local_reply_config:
              mappers:
                - filter:
                    extension_filter:
                      name: envoy.access_loggers.extension_filters.cel
                      typed_config: { "@type": t, expression: 'response.code_details.startsWith("rbac_access")' }
                  status_code: 401
                - filter: { status_code_filter: { comparison: { op: EQ, value: { default_value: 401, runtime_key: a } } } }
                  headers_to_add: [{ header: { key: X-Flag, value: "%RESPONSE_FLAGS%" } }]
                  body_format_override:
                    content_type: application/problem+json
                    json_format: { type: about:blank, status: "%RESPONSE_CODE%", detail: "%LOCAL_REPLY_BODY%", note: "%REQ(X-REQUEST-ID)% on %REQ(:PATH)%", camelCase: [1], trace: "%TRACE_ID%" }
                - filter:
                    andFilter:
                      filters:
                        - statusCodeFilter: { comparison: { op: GE, value: { default_value: 500, runtime_key: a } } }
                        - responseFlagFilter: { flags: [UT] }
                  statusCode: 503
                  body: { inline_string: later }
    - applyTo: HTTP_FILTER
      patch:
        operation: INSERT_BEFORE
        value: { name: envoy.filters.http.buffer, typed_config: { "@type": t, max_request_bytes: 1000 } }
    - applyTo: CLUSTER
      patch: { operation: MERGE, value: { name: x } }
`);
const req = {
  url: '/v1/x?y',
  method: 'GET',
  path: '/v1/x',
  httpVersion: '1.1',
  headers: {},
  id: 'id-1',
  traceId: 'abc',
};
const refusal = (status: number, flag: string): Parameters<typeof localReply>[1] => ({
  status,
  flag,
  details: 'd',
  body: 'why',
});

test('answers of the gateway take the form that the EnvoyFilter gives them; what is not known is said', () => {
  const findings = new Findings();
  const { localReply: config, maxBodyBytes, headersTimeoutMs, requestTimeoutMs } = envoySettings(filter, findings);
  expect([maxBodyBytes, headersTimeoutMs, requestTimeoutMs]).toEqual([1000, 10_000, 90_000]);
  expect(findings.lines).toEqual(['EnvoyFilter: patch of CLUSTER "x" is not honoured (problems)']);
  const bad = localReply(config, { ...refusal(401, 'UAEX'), headers: { 'www-authenticate': 'Bearer' } }, req);
  expect(bad.headers).toEqual({
    'www-authenticate': 'Bearer',
    'x-flag': 'UAEX',
    'content-type': 'application/problem+json',
  });
  expect(JSON.parse(bad.body)).toEqual({
    type: 'about:blank',
    status: 401,
    detail: 'why',
    note: 'id-1 on /v1/x?y',
    camelCase: [1],
    trace: 'abc',
  });
  expect(localReply(config, refusal(504, 'UT'), req)).toEqual({
    status: 503,
    headers: { 'content-type': 'text/plain' },
    body: 'later',
  });
  expect(localReply(config, { ...refusal(403, '-'), details: 'rbac_access_denied' }, req).status).toBe(401);
  expect(localReply(config, refusal(504, 'UF'), req)).toEqual({
    status: 504,
    headers: { 'content-type': 'text/plain' },
    body: 'why',
  });
});
