/**
 * What stands between the edge and a function says in its own words that it failed: knative-local-gateway "503 no healthy upstream", the
 * activator and the proxy in the pod "502 dial tcp …" or "503 pending request queue full", all as text/plain; and 404 with nothing, where
 * the gateway does not know the function. Functions never answer so. A script at the edge makes of these the problems that callers know.
 */
import type { Origins } from '../../../functions/shared/http/cross-origin.ts';
import { PLAIN_HEADERS } from '../../../functions/shared/http/answer-head.ts';
import { API_PATHS, PAGE_TYPE, UNAVAILABLE_PAGE } from './edge-pages.ts';
import { type PageReaders, toldTo } from './page-readers.ts';
import { type ProblemCode, problems } from '../../../functions/shared/problem.ts';

/** Said where the request has not come to a function, so that nothing has happened. */
const NOT_REACHED = [
  'no healthy upstream',
  'connection refused',
  'no route to host',
  'queue full',
  'overload',
  'connect timeout',
  'remote connection failure',
  'reset reason: connection failure',
];

/** The script, with the problems' words in it. It keeps what it must know of the request beside it, for answers do not have that. */
export function answerScript(paths: readonly string[], readers: PageReaders): string {
  return `local NOT_REACHED = { ${NOT_REACHED.map((text) => JSON.stringify(text)).join(', ')} }
local PLAIN = {
${luaTable(PLAIN_HEADERS)}
}
local UNAVAILABLE = ${written('unavailable', 'the function cannot be reached; try again shortly')}
local UNKNOWN = ${written('outcome_unknown', 'the function broke off; ask what became of the request before repeating it')}
local PAGE = [==[${UNAVAILABLE_PAGE.html}]==]
local PAGE_HEADERS = {
${luaTable(UNAVAILABLE_PAGE.headers)}
}
local API = { ${API_PATHS.map((path) => JSON.stringify(path)).join(', ')} }
local KEPT = "seatmesh.request"

local function begins(text, start)
  return string.sub(text, 1, #start) == start
end

local function not_reached(said)
  for _, text in ipairs(NOT_REACHED) do
    if string.find(said, text, 1, true) then return true end
  end
  return false
end

-- A browser that asks for a page.
local function asks_for_page(request, reads)
  if not reads or not string.find(request.accept or "", "text/html", 1, true) then return false end
  for _, path in ipairs(API) do
    if begins(request.path or "", path) then return false end
  end
  return true
end

${readableBy(paths, readers)}

function envoy_on_request(handle)
  local kept = handle:streamInfo():dynamicMetadata()
  local headers = handle:headers()
  for key, name in pairs({ method = ":method", path = ":path", accept = "accept", origin = "origin", parent = "traceparent" }) do
    kept:set(KEPT, key, headers:get(name) or "")
  end
end

function envoy_on_response(handle)
  local headers = handle:headers()
  local status, type = headers:get(":status"), headers:get("content-type") or ""
  local failed = (status == "502" or status == "503" or status == "504") and (type == "" or begins(type, "text/plain"))
  if not failed and not (status == "404" and type == "") then return end
  local request = handle:streamInfo():dynamicMetadata():get(KEPT) or {}
  local body = handle:body(true)
  local said = body:length() > 0 and body:getBytes(0, body:length()) or ""
  local reads = request.method == "GET" or request.method == "HEAD"
  local problem = (reads or status == "404" or not_reached(said)) and UNAVAILABLE or UNKNOWN
  local trace = string.match(request.parent or "", "^%x%x%-(%x+)%-%x+%-%x%x$")
  local page = asks_for_page(request, reads)
  local text = page and PAGE or string.gsub(problem, "%%TRACE%%", trace and '"' .. trace .. '"' or "null")
  headers = handle:headers() -- those of before are not good any more once a body was waited for
  headers:replace(":status", "503")
  headers:replace("content-type", page and "${PAGE_TYPE}" or "application/problem+json")
  headers:replace("retry-after", "1")
  for name, value in pairs(PLAIN) do headers:replace(name, value) end
  if page then
    for name, value in pairs(PAGE_HEADERS) do headers:replace(name, value) end
  else
    readable(headers, request.origin or "", reads and request.path or "")
  end
  if request.method == "HEAD" then return end
  headers:replace("content-length", tostring(body:setBytes(text)))
end
`;
}

function luaTable(entries: Readonly<Record<string, string>>): string {
  return Object.entries(entries)
    .map(([name, value]) => `  [${JSON.stringify(name)}] = ${JSON.stringify(value)},`)
    .join('\n');
}

/** A problem as JSON, in a Lua string that ends with the trace's id. */
function written(code: ProblemCode, detail: string): string {
  const [status, title] = problems[code];
  const known = JSON.stringify({ type: `urn:seatmesh:problem:${code}`, title, status, code, detail });
  return `[[${known.slice(0, -1)},"traceId":%TRACE%}]]`;
}

/** Lets pages of other origins read it, as they may read all other answers: some everything, others what everybody may see. */
function readableBy(paths: readonly string[], { users, readers }: PageReaders): string {
  const varies = users !== '*' && (users.length > 0 || (readers !== '*' && readers.length > 0));
  return `local USERS = ${luaSet(users)}
local READERS = ${luaSet(readers)}
local PUBLIC = { ${paths.map((path) => JSON.stringify(luaPattern(path))).join(', ')} }

local function is_public(path)
  local plain = string.gsub(path, "%?.*", "")
  for _, pattern in ipairs(PUBLIC) do
    if string.find(plain, pattern) then return true end
  end
  return false
end

-- The path is that of what is read, and nothing where something is changed.
local function readable(headers, origin, path)
${varies ? '  headers:replace("vary", "origin")\n' : ''}  local told = ${users === '*' ? '"*"' : 'USERS[origin] and origin'}
  if not told and is_public(path) then told = ${readers === '*' ? '"*"' : 'READERS[origin] and origin'} end
  if not told then return end
${Object.keys(toldTo(''))
  .map((name) => {
    const value = toldTo('')[name];
    return `  headers:replace(${JSON.stringify(name)}, ${value === '' ? 'told' : JSON.stringify(value)})`;
  })
  .join('\n')}
end`;
}

const luaSet = (origins: Origins): string =>
  `{ ${(origins === '*' ? [] : origins).map((origin) => `[${JSON.stringify(origin)}] = true`).join(', ')} }`;

/** The paths of a template, as a pattern of Lua: an id is a segment, whatever it is. */
function luaPattern(template: string): string {
  const parts = template.split(/\{\w+\}/).map((part) => part.replaceAll(/[^\w/]/g, '%$&'));
  return `^${parts.join('[^/]+')}$`;
}

/** The patch that has the edge run it, next to the router: it sees answers first. */
export function passedAnswers(paths: readonly string[], readers: PageReaders): object {
  return {
    applyTo: 'HTTP_FILTER',
    match: {
      context: 'GATEWAY',
      listener: {
        filterChain: {
          filter: {
            name: 'envoy.filters.network.http_connection_manager',
            subFilter: { name: 'envoy.filters.http.router' },
          },
        },
      },
    },
    patch: {
      operation: 'INSERT_BEFORE',
      value: {
        name: 'envoy.filters.http.lua',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua',
          default_source_code: { inline_string: answerScript(paths, readers) },
        },
      },
    },
  };
}
