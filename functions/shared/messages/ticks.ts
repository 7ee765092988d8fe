/** The `type` of a PingSource's ticks. */
export const TICK = 'dev.knative.sources.ping';
