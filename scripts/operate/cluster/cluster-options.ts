/** The options by which scripts find a cluster. */
import { text } from '../../cli/options.ts';

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
