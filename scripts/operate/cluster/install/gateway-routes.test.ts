/** What cert-manager's release is applied as. */
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { withGatewayRoutes } from './gateway-routes.ts';

const deployment = (name: string, ...args: string[]) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  template:
    spec:
      containers:
        - name: ${name}-controller
          args:
${args.map((arg) => `            - ${arg}`).join('\n')}
`;
const CONTROLLER = deployment('cert-manager', '--v=2', '--leader-election-namespace=kube-system');
const OTHER = deployment('cert-manager-webhook', '--v=2');
const SERVICE = '# kind: Deployment is not here\napiVersion: v1\nkind: Service\nmetadata: { name: cert-manager }\n';

const argsOf = (text: string): (readonly string[] | undefined)[] =>
  parseAllDocuments(text).map((document) => {
    const { spec } = document.toJS() as { spec?: { template: { spec: { containers: { args: string[] }[] } } } };
    return spec?.template.spec.containers[0]?.args;
  });

test('its controller makes routes for challenges; all else of the release is as it was', () => {
  const all = `${OTHER}---\n${CONTROLLER}---\n${SERVICE}`;
  const made = withGatewayRoutes(all);
  expect(argsOf(made)).toEqual([
    ['--v=2'],
    ['--v=2', '--leader-election-namespace=kube-system', '--enable-gateway-api'],
    undefined,
  ]);
  expect(made.startsWith(OTHER)).toBe(true);
  expect(made.endsWith(SERVICE)).toBe(true);
});

test('one that is told already, or is none, is as it was', () => {
  const told = `${OTHER}---\n${deployment('cert-manager', '--enable-gateway-api=true')}`;
  expect([withGatewayRoutes(told), withGatewayRoutes(OTHER)]).toEqual([told, OTHER]);
});
