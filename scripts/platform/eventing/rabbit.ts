/** Connections to RabbitMQ that come back by themselves. */
import { type Channel, type ChannelModel, type ConfirmChannel, connect, type RecoveringChannelModel } from 'amqplib';

import { closeQuietly } from '../../servers/close-quietly.ts';
import { amqpTrust } from '../../servers/server-trust.ts';

type Log = (line: Record<string, unknown>) => void;

/** Opens channels of one connection. */
export interface Channels {
  plain: () => Promise<Channel>;
  confirming: () => Promise<ConfirmChannel>;
  /** One whose failure is its opener's alone: the connection and its other channels stay. */
  apart: () => Promise<Channel>;
}

/** Sets up what a connection is for. Called again after every reconnection. */
export type Opener = (open: Channels) => Promise<void>;

// Reconnection is jittered, from a tenth of a second to at most five; at the start only so often.
const RECOVERY = { initialDelay: 100, maxDelay: 5000, factor: 2, jitter: 0.5, initialMaxRetries: 10 };
const HEARTBEAT_S = 10;
const CONNECT_MS = 5000;
/** What is set up has so long; then it begins anew on another connection. */
const SETUP_MS = 60_000;

/**
 * Connects, calls the opener, and does both again whenever the connection or one of its channels is lost, or the opener fails.
 * @param setupMs how long the opener has
 */
export async function rabbitLink(
  amqpUrl: string,
  name: string,
  log: Log,
  opener: Opener,
  setupMs: number = SETUP_MS,
): Promise<RecoveringChannelModel> {
  const url = new URL(amqpUrl);
  if (!url.searchParams.has('heartbeat')) url.searchParams.set('heartbeat', String(HEARTBEAT_S));
  const setup = async (model: ChannelModel): Promise<void> => {
    // Until the setup is done nobody else listens, and an error without a listener would end the run.
    model.on('error', () => undefined);
    const watched = <C extends Channel>(channel: C): C => {
      channel.on('error', (error) => {
        log({ msg: 'RabbitMQ channel failed', level: 'warn', link: name, reason: error.message });
        // A channel that RabbitMQ closed takes its connection with it: the recovery then sets everything up anew.
        void closeQuietly(model);
      });
      return channel;
    };
    const opening = opener({
      plain: async () => watched(await model.createChannel()),
      confirming: async () => watched(await model.createConfirmChannel()),
      apart: async () => {
        const channel = await model.createChannel();
        // What is asked on it fails with the same error.
        channel.on('error', () => undefined);
        return channel;
      },
    });
    try {
      await inTime(setupMs, opening);
    } catch (error) {
      // The library closes a connection whose set-up has failed, and would wait for ever where that goes down meanwhile.
      await closeQuietly(model);
      throw error;
    }
  };
  const clientProperties = { connection_name: `one-machine ${name}` };
  const link = await connect(url.href, {
    recovery: { ...RECOVERY, setup },
    clientProperties,
    timeout: CONNECT_MS,
    ...amqpTrust(amqpUrl),
  });
  link.on('error', () => undefined);
  link.on('disconnect', (error) =>
    log({ msg: 'RabbitMQ connection lost', level: 'warn', link: name, reason: error.message }),
  );
  link.on('connect', () => log({ msg: 'RabbitMQ connected again', link: name }));
  return link;
}

/** @throws Error when it takes longer */
export async function inTime<T>(ms: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not done within ${ms} ms`)), ms);
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
