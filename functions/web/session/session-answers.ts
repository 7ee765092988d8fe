/**
 * Sessions of browsers (`POST /session/login`, `/refresh`, `/logout`): the refresh token lies in a cookie that no script reads and only these three
 * are answered by; the page has the access token, in memory. All else goes to the API with that, so nothing there goes by a cookie.
 */
import type { PlainAnswer } from '../../shared/http/call.ts';
import { readJsonBody } from '../../shared/http/incoming/json-body.ts';
import { requireJson, requireNoBody } from '../../shared/http/incoming/undeclared.ts';
import { requireBodyAlone } from '../../shared/http/request.ts';
import { log } from '../../shared/log.ts';
import { Problem } from '../../shared/problem.ts';
import { methodNotAllowed } from '../../shared/http/router.ts';
import type { PageRequest } from '../../shared/serve/endpoint.ts';
import { type FunctionReply, type FunctionClient, FunctionFault } from '../asking/function-client.ts';

/** Of this host alone, over TLS alone (or this machine), and never sent from another site. */
export const COOKIE = '__Host-seatmesh';
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict';
/** As long as a refresh token that nobody uses. */
const COOKIE_SECONDS = 30 * 86_400;
const NO_COOKIE = `${COOKIE}=; ${ATTRIBUTES}; Max-Age=0`;

/** Only scripts of ours send it: a form cannot, and another origin would have to ask first. */
export const OWN_HEADER = 'x-seatmesh-page';

const NOT_KEPT = { 'cache-control': 'no-store' };

/** @throws Problem */
export async function answerSession(
  functions: FunctionClient,
  publicUrl: string | undefined,
  request: PageRequest,
): Promise<PlainAnswer> {
  const answer = { '/session/login': logIn, '/session/refresh': refresh, '/session/logout': logOut }[request.path];
  if (!answer) throw new Problem('route_not_found', 'there are login, refresh and logout');
  if (request.method === 'OPTIONS') return { status: 204, headers: { allow: 'POST, OPTIONS' } };
  if (request.method !== 'POST') throw methodNotAllowed('POST, OPTIONS');
  requireOwnPage(request, publicUrl);
  requireBodyAlone(request);
  try {
    return await answer(functions, request);
  } catch (error) {
    if (!(error instanceof FunctionFault)) throw error;
    log.warn({ err: error, trace: request.trace.traceId }, 'login could not be asked');
    throw new Problem('outcome_unknown', 'the session could not be asked for; try again', {}, { cause: error });
  }
}

/** @throws Problem where a page of another origin may be asking */
function requireOwnPage({ headers }: PageRequest, publicUrl: string | undefined): void {
  const site = headers['sec-fetch-site'];
  const isOwn =
    site === undefined
      ? headers.origin === undefined || (publicUrl !== undefined && headers.origin === new URL(publicUrl).origin)
      : site === 'same-origin';
  if (!isOwn || headers[OWN_HEADER] === undefined)
    throw new Problem('not_yours', 'sessions are for pages of this installation alone');
}

async function logIn(functions: FunctionClient, request: PageRequest): Promise<PlainAnswer> {
  requireJson(request);
  const body = readJsonBody(request.body);
  const reply = await functions.ask({ name: 'login', method: 'POST', path: '/v1/auth/login', body }, request);
  return begun(reply);
}

async function refresh(functions: FunctionClient, request: PageRequest): Promise<PlainAnswer> {
  requireNoBody(request, request.body);
  const refreshToken = cookieOf(request);
  if (refreshToken === undefined) throw new Problem('refresh_token_invalid', 'nobody is signed in');
  const body = { refreshToken };
  const reply = await functions.ask({ name: 'login', method: 'POST', path: '/v1/auth/refresh', body }, request);
  // The cookie stays: another tab may have a newer one by now, and this answer would take it away.
  return begun(reply);
}

async function logOut(functions: FunctionClient, request: PageRequest): Promise<PlainAnswer> {
  requireNoBody(request, request.body);
  const refreshToken = cookieOf(request);
  if (refreshToken !== undefined) {
    const body = { refreshToken };
    const reply = await functions.ask({ name: 'login', method: 'POST', path: '/v1/auth/logout', body }, request);
    if (reply.status !== 204 && reply.status < 500) log.warn({ status: reply.status }, 'a session was not ended');
    if (reply.status >= 500 || reply.status === 429) return refused(reply);
  }
  return { status: 204, headers: { ...NOT_KEPT, 'set-cookie': NO_COOKIE } };
}

/** A session as a page gets it: without its refresh token. */
function begun(reply: FunctionReply): PlainAnswer {
  if (reply.status !== 200) return refused(reply);
  const { refreshToken, ...body } = reply.body as Record<string, unknown> & { refreshToken: string };
  const cookie = `${COOKIE}=${refreshToken}; ${ATTRIBUTES}; Max-Age=${COOKIE_SECONDS}`;
  return { status: 200, body, headers: { ...NOT_KEPT, 'set-cookie': cookie } };
}

/** What login says of it. */
function refused({ status, body, headers }: FunctionReply): PlainAnswer {
  const after = headers['retry-after'];
  return {
    status,
    body,
    headers: {
      ...NOT_KEPT,
      'content-type': headers['content-type'] ?? 'application/problem+json',
      ...(after !== undefined && { 'retry-after': after }),
    },
  };
}

function cookieOf({ headers }: PageRequest): string | undefined {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === COOKIE && value) return value;
  }
  return undefined;
}
