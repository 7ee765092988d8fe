/**
 * Stands in for on-finished, by which the framework notes that an answer is over: for functions that call back, and for errors
 * that come too late. One event says so of every answer, whether it was sent or cut.
 */
import type { ServerResponse } from 'node:http';

export default function onFinished(
  response: ServerResponse,
  listener: (error: null, response: ServerResponse) => void,
) {
  response.once('close', () => listener(null, response));
}
