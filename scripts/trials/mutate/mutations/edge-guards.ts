/** Guards of what the edge itself shows people, and what it keeps from functions. */
import type { Mutation } from '../mutation.ts';

export const EDGE: readonly Mutation[] = [
  {
    name: 'who changes something through a proxy that failed is shown a page',
    file: 'scripts/manifests/render/passed-answers.ts',
    from: 'if not reads or not string.find(request.accept or "", "text/html", 1, true) then return false end',
    to: 'if not string.find(request.accept or "", "text/html", 1, true) then return false end',
    breaks: 'a page that has sent an order cannot tell whether it may be repeated',
    caughtBy: { tests: ['scripts/manifests/passed-answers.test.ts'] },
  },
  {
    name: 'the page of a proxy that failed comes without its policy',
    file: 'scripts/manifests/render/passed-answers.ts',
    from: '    for name, value in pairs(PAGE_HEADERS) do headers:replace(name, value) end',
    to: '',
    breaks: 'what somebody brings into that page runs in it',
    caughtBy: { tests: ['scripts/manifests/passed-answers.test.ts'] },
  },
  {
    name: 'the API answers programs that take HTML with pages',
    file: 'scripts/manifests/render/edge-pages.ts',
    from: '  ...API_PATHS.map((path) => `!request.url_path.startsWith(${JSON.stringify(path)})`),',
    to: '',
    breaks: 'a program cannot read why it was refused',
    caughtBy: { tests: ['scripts/manifests/edge.test.ts'] },
  },
  {
    name: 'a page of the edge may be framed by other sites',
    file: 'scripts/manifests/render/edge-pages.ts',
    from: '  "frame-ancestors \'none\'",',
    to: '',
    breaks: 'a page of some site shows ours within itself',
    caughtBy: { tests: ['scripts/manifests/edge.test.ts', 'scripts/manifests/passed-answers.test.ts'] },
  },
  {
    name: 'what somebody expects goes on to functions',
    file: 'istio/limits.yaml',
    from: 'mutations: { request_mutations: [{ remove: expect }] }',
    to: 'mutations: { request_mutations: [] }',
    breaks: 'Knative answers a refused order with 200',
    caughtBy: { tests: ['scripts/platform/edge/inside-words.test.ts'] },
  },
  {
    name: 'whoever calls himself a probe is let in',
    file: 'istio/limits.yaml',
    from: "    - when: [{ key: 'request.headers[user-agent]', values: [kube-probe/*] }]\n",
    to: '',
    breaks: "a function's pods go while they are asked, for Knative does not count probes",
    caughtBy: { tests: ['scripts/platform/edge/inside-words.test.ts'] },
  },
];
