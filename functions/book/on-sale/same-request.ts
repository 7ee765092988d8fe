/** Whether two requests under one key are the same one. Named seats are a set: in whatever order they are named, they are the same. */
import { fingerprintOf } from '../../shared/fingerprint.ts';

type Asked = object & { seats?: readonly string[] };

/** What a request is known by. */
export function printOf(body: Asked): Buffer {
  const { seats } = body;
  return fingerprintOf(seats ? { ...body, seats: seats.toSorted() } : body);
}

/** Whether a request is the one that a print was kept of. Before seats were taken for a set, they were kept in the order they came in. */
export function isSameRequest(print: Buffer, body: Asked): boolean {
  return print.equals(printOf(body)) || print.equals(fingerprintOf(body));
}
