/** cert-manager as its release has it makes no routes for challenges; the edge's certificate is proved by one ("From nothing on EKS"). Pure. */
import { parseDocument } from 'yaml';

const ENABLED = '--enable-gateway-api';
const NEXT_DOCUMENT = /^---[ \t]*$/m;

/** @param manifest of a release. @returns the same, its controller told to make them; unchanged where there is none, or it is told already */
export function withGatewayRoutes(manifest: string): string {
  return manifest
    .split(NEXT_DOCUMENT)
    .map((text) => {
      if (!/^kind: Deployment$/m.test(text)) return text;
      const document = parseDocument(text);
      const [name, kind] = [document.getIn(['metadata', 'name']), document.get('kind')];
      const args = ['spec', 'template', 'spec', 'containers', 0, 'args'];
      const { spec } = document.toJS() as {
        spec?: { template?: { spec?: { containers?: { args?: string[] }[] } } };
      };
      const given = spec?.template?.spec?.containers?.[0]?.args ?? [];
      if (kind !== 'Deployment' || name !== 'cert-manager' || given.some((arg) => arg.startsWith(ENABLED))) return text;
      document.setIn(args, [...given, ENABLED]);
      return `\n${document.toString()}`;
    })
    .join('---');
}
