/**
 * What a function is asked where nobody wants anything of it: when bundles are made, so that V8 compiles what they do often
 * (`npm run build`), and first of all by the benchmark of cold starts. It stands in `functions/<name>/visit.ts`, which no bundle has.
 */

/** A request, and how it is answered when all is well. Each is sent with the scene's token, and with an Idempotency-Key of its own where it takes one. */
export interface VisitRequest {
  method: string;
  path: string;
  body?: unknown;
  expect: number;
}

/** Who asks, and what there is to ask for: what one visit makes, the next ones find, in the order of `functions/capabilities.ts`. */
export interface VisitScene {
  /** A word that was not used before. */
  fresh: () => string;
  email: string;
  password: string;
  /** The account of that address, once it is open; and the tokens of a session, once one has begun. */
  userId: string;
  token: string;
  refreshToken: string;
  /** An event to publish; and one that is. */
  newEvent: object;
  eventId: string;
  /** Labels of seats of that event that nobody has asked for. */
  freeSeats: (count: number) => string[];
}

/** Sends a request, and gives the body of its answer. @throws Error when the status is another one */
export type AskInVisit = (request: VisitRequest) => Promise<Record<string, unknown>>;

/** A visit to a function. */
export interface Visit {
  /** Something that needs its databases, and that can be asked again and again. */
  first: (scene: VisitScene) => VisitRequest;
  /** What else it does often. What others need of the answers goes into the scene. */
  rest?: (ask: AskInVisit, scene: VisitScene, answer: Record<string, unknown>) => Promise<unknown>;
  /** What only does something once all have been visited. */
  last?: (ask: AskInVisit, scene: VisitScene) => Promise<unknown>;
}
