/**
 * The Broker's ingress of the one-machine run, in a process of its own, on the real RabbitMQ: events go into the queues of
 * the Triggers as the manifests declare them, and stay there, since nobody consumes.
 */
import { join } from 'node:path';
import { Broker } from '../../../platform/eventing/broker.ts';
import { readBrokers } from '../../../platform/eventing/broker-spec.ts';
import { Findings } from '../../../platform/spec/findings.ts';
import { loadManifests } from '../../../platform/spec/manifests.ts';
import { declareQueue } from '../../../platform/eventing/queue.ts';
import { rabbitLink } from '../../../platform/eventing/rabbit.ts';

const { PORT, AMQP_URL = '' } = process.env;
const manifests = await loadManifests(join(import.meta.dirname, '../../../../knative'));
const [spec] = readBrokers(manifests, 'bench', new Findings());
if (!spec) throw new Error('the manifests have no Broker');
const broker = new Broker(spec);
await rabbitLink(AMQP_URL, 'bench', console.log, async (open) => {
  const channel = await open.confirming();
  await broker.open(channel);
  for (const subscription of spec.subscriptions) {
    const { queue, exchange, filter, isDeadLetter } = subscription;
    if (isDeadLetter) continue;
    await declareQueue(open.apart, queue, subscription);
    await channel.bindQueue(queue, exchange, '', { ...filter, 'x-match': 'all' });
    await channel.purgeQueue(queue);
  }
});
await broker.listen(Number(PORT));
process.once('SIGTERM', () => process.exit());
