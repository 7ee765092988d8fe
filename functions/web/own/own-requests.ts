/** What somebody asks of the API about what is his: answers and refusals alike are values, and a lost answer is a refusal of its own. */
import { askApi } from '../islands/session.ts';

/** Why it was not done: `code` as the API has it, or `offline` where nothing was answered. */
export interface OwnRefusal {
  code: string;
  errors?: readonly { path: string; message: string }[];
  /** Of `cancel_closed`: null is never. */
  cancelUntil?: string | null;
  retryAfterSeconds?: number;
}

export type OwnAnswer<T> = { value: T; etag: string | undefined } | { refusal: OwnRefusal };

export interface OwnRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: object;
  ifMatch?: string | undefined;
}

export async function askOwn<T>(path: string, request: OwnRequest = {}): Promise<OwnAnswer<T>> {
  const { method = 'GET', body, ifMatch } = request;
  try {
    const response = await askApi(path, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const read: unknown = text === '' ? undefined : JSON.parse(text);
    if (response.ok) return { value: read as T, etag: response.headers.get('etag') ?? undefined };
    const after = Number(response.headers.get('retry-after') ?? Number.NaN);
    const refusal = { code: 'internal', ...(read as Partial<OwnRefusal> | undefined) };
    return { refusal: Number.isNaN(after) ? refusal : { ...refusal, retryAfterSeconds: after } };
  } catch {
    return { refusal: { code: 'offline' } };
  }
}

/** A file that only its owner may have: a link alone would bring no token. */
export async function downloadOwn(path: string, name: string): Promise<OwnAnswer<undefined>> {
  try {
    const response = await askApi(path);
    if (!response.ok) return { refusal: (await response.json()) as OwnRefusal };
    saveFile(await response.blob(), name);
    return { value: undefined, etag: undefined };
  } catch {
    return { refusal: { code: 'offline' } };
  }
}

/** As long as a browser may need to begin a download. */
const KEPT_MS = 10_000;

export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
