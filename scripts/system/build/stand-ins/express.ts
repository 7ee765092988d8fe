/**
 * Stands in for Express: the part of it that the Functions Framework uses. An application is a list of layers that a request
 * passes in order; of paths there are `/{*splat}`, which is every path, and plain ones, which are those and what is below them.
 */
import { IncomingMessage, ServerResponse } from 'node:http';

type Next = (error?: unknown) => void;
type Layer = (request: Incoming, response: Outgoing, next: Next) => void;

interface Incoming extends IncomingMessage {
  header(name: string): string | undefined;
}

interface Outgoing extends ServerResponse {
  locals: Record<string, unknown>;
  status(code: number): this;
  set(name: string, value: string): this;
  send(body: string | null): this;
}

interface Application {
  (request: Incoming, response: Outgoing): void;
  use(...args: [Layer] | [path: string | string[], layer: Layer]): void;
  all(path: string, layer: Layer): void;
  /** Express' settings: whom to trust as a proxy, and headers. Nothing here reads them. */
  enable(setting: string): void;
  disable(setting: string): void;
  set(setting: string, value: unknown): void;
}

/** A layer that does nothing, and so is left out. */
export const PASS: Layer = (_request, _response, next) => next();

/** Layers of the framework that name each request for its own log, which nothing here writes to. They are left out, too. */
const UNUSED = new Set(['executionContextMiddleware', 'asyncLocalStorageMiddleware']);

const EVERY_PATH = '/{*splat}';

/** Makes an application. */
export default function express(): Application {
  const layers: Layer[] = [];
  const add = (layer: Layer): void => {
    if (layer !== PASS && !UNUSED.has(layer.name)) layers.push(layer);
  };
  const application = (request: Incoming, response: Outgoing): void => {
    response.locals = {};
    let next = 0;
    const pass: Next = (error) => {
      if (error !== undefined) throw error;
      layers[next++]?.(request, response, pass);
    };
    pass();
  };
  return Object.assign(application, {
    use: (...args: [Layer] | [string | string[], Layer]) => add(args.length === 1 ? args[0] : below(...args)),
    all: (path: string, layer: Layer) => add(below(path, layer)),
    enable: () => {},
    disable: () => {},
    set: () => {},
  });
}

function below(path: string | string[], layer: Layer): Layer {
  if (path === EVERY_PATH) return layer;
  const paths = [path].flat();
  const odd = paths.find((plain) => !/^\/[\w./-]+$/.test(plain));
  if (odd !== undefined) throw new Error(`the stand-in for Express knows no path like ${odd}`);
  return (request, response, next) => {
    const [asked = ''] = (request.url ?? '').toLowerCase().split('?', 1);
    if (paths.some((plain) => asked === plain || asked.startsWith(`${plain}/`))) layer(request, response, next);
    else next();
  };
}

// Express changes the prototype of every request and response; here those of the process get what the framework calls.
Object.assign(IncomingMessage.prototype, {
  header(this: IncomingMessage, name: string) {
    return this.headers[name.toLowerCase()];
  },
});
Object.assign(ServerResponse.prototype, {
  status(this: ServerResponse, code: number) {
    this.statusCode = code;
    return this;
  },
  set(this: ServerResponse, name: string, value: string) {
    return this.setHeader(name, value);
  },
  send(this: ServerResponse, body: string | null) {
    return this.end(body ?? '');
  },
});
