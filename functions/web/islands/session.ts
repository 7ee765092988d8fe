/**
 * Who is signed in, for every script of a page. The access token is in memory alone; a cookie that no script reads brings the next one. One tab
 * at a time asks for it, and tells the others.
 */

/** Who has signed in. */
export interface SignedIn {
  id: string;
  email: string;
  name: string;
}

/** What became of an attempt: `problem` is the code of the API, or `offline`. */
export type SignInAttempt =
  | { user: SignedIn }
  | { problem: string; errors?: readonly FieldError[]; retryAfterSeconds?: number };

/** A field that the API did not take. */
export interface FieldError {
  path: string;
  message: string;
}

interface Session {
  accessToken: string;
  /** By `performance.now()`. */
  until: number;
  user: SignedIn;
}

/** Among the tabs of a browser. */
type Told = { kind: 'session'; accessToken: string; expiresIn: number; user: SignedIn } | { kind: 'none' };

/** There is a cookie, probably: who has none is not asked about at every page. */
const HINT = 'seatmesh.signed-in';
const LOCK = 'seatmesh.session';
const HEADERS = { 'content-type': 'application/json', 'x-seatmesh-page': '1' };
/** Taken anew a little before its end, so that none expires on its way. */
const SPARE_MS = 30_000;
const TIMEOUT_MS = 15_000;

const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('seatmesh.session');
const listeners = new Set<(user: SignedIn | undefined) => void>();
let session: Session | undefined;
let finding: Promise<string | undefined> | undefined;
/** The last question who is signed in was not answered. */
let isUnknown = false;

channel?.addEventListener('message', ({ data }: MessageEvent<Told>) => {
  if (data.kind === 'none') forget();
  else keep(data);
});

/** A token that is good for now; undefined when nobody is signed in, or it cannot be found out. */
export async function accessToken(): Promise<string | undefined> {
  if (session && session.until - SPARE_MS > performance.now()) return session.accessToken;
  if (!hasHint()) return undefined;
  finding ??= withLock(refreshed).finally(() => {
    finding = undefined;
  });
  return finding;
}

/** Whether nobody can say just now who is signed in: to ask somebody for a password would be wrong then. */
export function isSessionUnknown(): boolean {
  return isUnknown;
}

/** Who is signed in, as far as this page knows without asking. */
export function currentUser(): SignedIn | undefined {
  return session?.user;
}

export async function signIn(email: string, password: string): Promise<SignInAttempt> {
  return withLock(() => begun('/session/login', { email, password }));
}

/** Opens an account, and signs in. */
export async function register(name: string, email: string, password: string): Promise<SignInAttempt> {
  const { status, body, retryAfterSeconds } = await post('/v1/users', { email, password, name });
  if (status !== 201) return failed(body, retryAfterSeconds);
  return signIn(email, password);
}

/** @returns whether it is over: without a connection it is not */
export async function signOut(): Promise<boolean> {
  const isOver = await withLock(async () => (await post('/session/logout', undefined)).status === 204);
  if (!isOver) return false;
  forget();
  announce({ kind: 'none' });
  return true;
}

/** Tells who is signed in: now, and whenever that changes. @returns ends it */
export function onSession(listener: (user: SignedIn | undefined) => void): () => void {
  listeners.add(listener);
  listener(session?.user);
  return () => void listeners.delete(listener);
}

/** What a request has beside its path. */
export interface ApiRequest extends Omit<RequestInit, 'headers'> {
  headers?: Readonly<Record<string, string>>;
}

/** A request to the API as whoever is signed in. @throws Error also where that is not known just now: it is not asked as nobody then */
export async function askApi(path: string, init: ApiRequest = {}): Promise<Response> {
  const token = await accessToken();
  if (token === undefined && isUnknown) throw new Error('it cannot be asked who is signed in');
  const response = await send(path, init, token);
  if (response.status !== 401 || token === undefined) return response;
  // Its session has ended, on another device perhaps: then there is no next token, and every tab learns it. Nothing was done.
  if (session?.accessToken === token) session = { ...session, until: 0 };
  const next = await accessToken();
  if (next === undefined && isUnknown) throw new Error('it cannot be asked who is signed in');
  return next === undefined ? response : send(path, init, next);
}

function send(path: string, init: ApiRequest, token: string | undefined): Promise<Response> {
  const headers = { ...init.headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  return fetch(path, { ...init, headers, signal: init.signal ?? AbortSignal.timeout(TIMEOUT_MS) });
}

/** Somebody has another name or e-mail by now, for all tabs. */
export function tellRenamed(user: SignedIn): void {
  if (session?.user.id !== user.id) return;
  const expiresIn = (session.until - performance.now()) / 1_000;
  const told: Told = { kind: 'session', accessToken: session.accessToken, expiresIn, user };
  keep(told);
  announce(told);
}

/** Another tab may have found one while this one waited for its turn. */
async function refreshed(): Promise<string | undefined> {
  if (session && session.until - SPARE_MS > performance.now()) return session.accessToken;
  const attempt = await begun('/session/refresh', undefined);
  if ('user' in attempt) return session?.accessToken;
  if (attempt.problem === 'refresh_token_invalid') {
    forget();
    announce({ kind: 'none' });
  } else isUnknown = true;
  return undefined;
}

async function begun(path: string, sent: object | undefined): Promise<SignInAttempt> {
  const { status, body, retryAfterSeconds } = await post(path, sent);
  if (status !== 200) return failed(body, retryAfterSeconds);
  const told: Told = { kind: 'session', ...(body as Omit<Extract<Told, { kind: 'session' }>, 'kind'>) };
  keep(told);
  announce(told);
  return { user: told.user };
}

interface Posted {
  /** 0: nothing was answered. */
  status: number;
  body: unknown;
  retryAfterSeconds: number | undefined;
}

async function post(path: string, body: object | undefined): Promise<Posted> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: path.startsWith('/v1/') ? { 'content-type': HEADERS['content-type'] } : HEADERS,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body && { body: JSON.stringify(body) }),
    });
    const after = Number(response.headers.get('retry-after') ?? Number.NaN);
    const parsed: unknown = response.status === 204 ? undefined : await response.json();
    return { status: response.status, body: parsed, retryAfterSeconds: Number.isNaN(after) ? undefined : after };
  } catch {
    return { status: 0, body: undefined, retryAfterSeconds: undefined };
  }
}

function failed(body: unknown, retryAfterSeconds: number | undefined): SignInAttempt {
  const { code = 'offline', errors } = (body ?? {}) as { code?: string; errors?: readonly FieldError[] };
  return { problem: code, ...(errors && { errors }), ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}

function keep({ accessToken: token, expiresIn, user }: Extract<Told, { kind: 'session' }>): void {
  session = { accessToken: token, until: performance.now() + expiresIn * 1000, user };
  isUnknown = false;
  setHint(true);
  tell();
}

function forget(): void {
  session = undefined;
  isUnknown = false;
  setHint(false);
  tell();
}

/** To other tabs of this origin, which are all that a channel reaches. */
function announce(told: Told): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel takes none
  channel?.postMessage(told);
}

function tell(): void {
  for (const listener of listeners) listener(session?.user);
}

/** Storage may be refused: then every page asks. */
function hasHint(): boolean {
  try {
    return localStorage.getItem(HINT) !== null;
  } catch {
    return true;
  }
}

function setHint(isThere: boolean): void {
  try {
    if (isThere) localStorage.setItem(HINT, '1');
    else localStorage.removeItem(HINT);
  } catch {
    // Nothing is remembered then.
  }
}

/** One tab at a time: each use of a refresh token makes the one before worthless. */
function withLock<T>(work: () => Promise<T>): Promise<T> {
  return typeof navigator.locks === 'undefined' ? work() : navigator.locks.request(LOCK, work);
}
