/** Stands in for thread-stream, by which pino logs through worker threads; functions write to standard output themselves. */
export default function ThreadStream(): never {
  throw new Error('logging through a worker thread is not in this bundle');
}
