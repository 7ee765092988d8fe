/** What describes this system to programs: rendered by `npm run openapi`, and read only when somebody asks, for a cold start has no use for it. */
import { schemaPath, typeOnWire, type EventType, wireType } from '../../events/catalog.ts';
import { Content } from '../shared/http/content.ts';
import { tagOf } from '../shared/http/etag.ts';
import { Problem } from '../shared/problem.ts';
import { HomePage } from './home.ts';

/** A document as it is answered. */
export interface Document<T = unknown> {
  body: Content<T>;
  etag: string;
}

/** The documents of this process. */
export class Documents {
  readonly #publicUrl: string | undefined;
  #home: Promise<Document<string>> | undefined;
  readonly #read = new Map<string, Promise<Document<never>>>();

  /** @param publicUrl where the API is for everybody: there the schemas say that they are */
  constructor(publicUrl: string | undefined) {
    this.#publicUrl = publicUrl;
  }

  openApi() {
    return this.#once('openapi', async () => (await import('./openapi.json', { with: { type: 'json' } })).default);
  }

  asyncApi() {
    return this.#once('asyncapi', async () => (await import('./asyncapi.json', { with: { type: 'json' } })).default);
  }

  /** The page for people. */
  home(): Promise<Document<string>> {
    this.#home ??= import('./openapi.json', { with: { type: 'json' } }).then(({ default: openApi }) => {
      const body = new HomePage(openApi);
      return { body, etag: tagOf(body.plain) };
    });
    return this.#home;
  }

  /** The schema of a type, by its name with or without its prefix. @throws Problem `route_not_found` */
  async schema(name: string) {
    const type = typeOnWire(name) ?? typeOnWire(wireType(name as EventType));
    if (!type) throw new Problem('route_not_found', 'there is no such type; /v1/asyncapi.json has all');
    return this.#once(type, async () => {
      const { default: schemas } = await import('./schemas.json', { with: { type: 'json' } });
      const $id = this.#publicUrl && { $id: new URL(schemaPath(type), this.#publicUrl).href };
      return { ...$id, ...schemas[type] };
    });
  }

  #once<T>(name: string, read: () => Promise<T>): Promise<Document<T>> {
    const known = this.#read.get(name) as Promise<Document<T>> | undefined;
    if (known) return known;
    const made = read().then((value) => {
      const body = new Content(() => value);
      return { body, etag: tagOf(body.plain) };
    });
    this.#read.set(name, made as Promise<Document<never>>);
    return made;
  }
}
