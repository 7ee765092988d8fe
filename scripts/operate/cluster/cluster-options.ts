/** The options by which scripts find a cluster. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../cli/fault.ts';
import { flag, option, readableFile, text } from '../../cli/options.ts';
import { connectionOf } from './edge-client.ts';

export const clusterOptions = {
  context: text({
    unit: 'NAME',
    what: 'the cluster, by its context of the kubeconfig',
    shown: 'the current one',
    needs: 'the name of a context',
  }),
  namespace: text({
    unit: 'NAME',
    what: 'where the system is',
    usual: 'seatmesh',
    needs: 'the name of a namespace',
  }),
};

/** The options by which scripts reach the edge of what is deployed. */
export const edgeOptions = {
  to: option<string>(
    { unit: 'ADDRESS', what: 'where the ingress is: a host, perhaps with a port', shown: "the Gateway's address" },
    (given) => {
      connectionOf(given, new URL('https://host.invalid'));
      return given;
    },
  ),
  ca: readableFile({ unit: 'FILE', what: "a CA of the ingress' certificate", needs: 'the name of a file' }),
  insecure: flag('takes any certificate of the ingress'),
};

/** @throws Fault for a folder that is no overlay: before a cluster is asked for anything */
export function requireOverlay(folder: string): string {
  if (!existsSync(folder)) throw new Fault(`there is no folder ${folder || '(of no name)'}: which overlay?`);
  if (!existsSync(join(folder, 'kustomization.yaml')))
    throw new Fault(`${folder} is no overlay: it has no kustomization.yaml`);
  return folder;
}

/** An overlay of the project, or a copy of one. */
export const overlayOption = (what: string) => option<string>({ unit: 'DIR', what }, (given) => requireOverlay(given));
