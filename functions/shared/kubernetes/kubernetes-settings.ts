/** Where Kubernetes' API is, and who a function is there. */
import * as z from 'zod';

const isThisMachine = ({ hostname }: URL): boolean => hostname === '127.0.0.1' || hostname === '[::1]';

/** Where the API is, and who asks it. */
export const kubernetesSettings = {
  KUBERNETES_API: z
    .url()
    // A token is given to nobody who is not known; a machine is known to itself.
    .refine((text) => {
      const url = new URL(text);
      return url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url));
    }, 'must be https://, or http:// of this machine')
    .default('https://kubernetes.default.svc')
    .describe("Kubernetes' API, as every pod can reach it (network.yaml lets this one)."),
  KUBERNETES_NAMESPACE: z
    .string()
    .regex(/^[a-z0-9-]{1,63}$/)
    .default('seatmesh')
    .describe('Where the functions are.'),
  KUBERNETES_TOKEN_FILE: z
    .string()
    .min(1)
    .default('/var/run/secrets/seatmesh/api/token')
    .describe('Who it is: the projected token of its ServiceAccount.'),
  KUBERNETES_CA_FILE: z
    .string()
    .default('/var/run/secrets/seatmesh/api/ca.crt')
    .describe('From whom its certificate has to be. Empty: from a CA that Node knows.'),
};
