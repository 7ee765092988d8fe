/** A second net under every log: what is nobody's business is taken out of texts that others have worded. */

const GONE = '…';

/** Each goes through a text once, whatever is in it: no quantifier can give back what another could take. */
const RULES: readonly [RegExp, string][] = [
  // user:password@ of a URL
  [/:\/\/[^\s/?#@"'\\<>]{1,512}@/g, `://${GONE}@`],
  [/\b(set-cookie|cookie)(["']?\s{0,3}[:=]\s{0,3}["']?)[^\r\n"']{1,4096}/gi, `$1$2${GONE}`],
  [/\b(bearer|basic) [\w.~+/=-]{6,}/gi, `$1 ${GONE}`],
  [
    /(password|passwd|secret|token|api[_-]?key)(["']?\s{0,3}[:=]\s{0,3}["']?)(?!["'\s,;&}\]]|null|true|false|undefined|YES\)|NO\))[^\s"',;&}\]]{1,8192}/gi,
    `$1$2${GONE}`,
  ],
  // A JSON Web Token, and the private part of a key as JWK
  [/\beyJ[\w.-]{20,}/g, GONE],
  [/("d"\s{0,3}:\s{0,3}")[\w-]{20,}"/g, `$1${GONE}"`],
  // Also with a local part in quotation marks, in JSON or not, and with a domain beyond ASCII
  [
    /(?:"(?:\\[ -~]|[^"\\\r\n]){0,64}\\?"|[\w.+%\-\u00a0-\uffff]{1,64})@(?:[a-z0-9-]{1,63}\.){1,8}(?:xn--[a-z0-9-]{1,59}|[a-z]{2,24})\b/gi,
    GONE,
  ],
];

/** The text without passwords, tokens, cookies and e-mail addresses. */
export function withoutSecrets(text: string): string {
  let left = text;
  for (const [pattern, instead] of RULES) left = left.replace(pattern, instead);
  return left;
}

/** What a log says of an error. */
export interface LoggedError {
  type: string;
  message: string;
  stack?: string;
  code?: string | number;
  errno?: number;
  sqlState?: string;
  cause?: LoggedError;
  errors?: LoggedError[];
}

const DEPTH = 4;
const ERRORS_TOLD = 4;

/**
 * An error as it is logged: what it says of itself, and nothing else that hangs on it. Clients of databases hang on the command that
 * failed: the statement with its values, or AUTH with its password.
 */
export function errorForLog(thrown: unknown, depth = DEPTH): LoggedError {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: withoutSecrets(String(thrown)) };
  const { code, errno, sqlState, cause } = thrown as Error & Record<'code' | 'errno' | 'sqlState', unknown>;
  const { errors } = thrown as { errors?: unknown };
  return {
    type: thrown.constructor.name,
    message: withoutSecrets(thrown.message),
    ...(thrown.stack !== undefined && { stack: withoutSecrets(thrown.stack) }),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(typeof errno === 'number' && { errno }),
    ...(typeof sqlState === 'string' && { sqlState }),
    ...(cause !== undefined && depth > 0 && { cause: errorForLog(cause, depth - 1) }),
    ...(Array.isArray(errors) &&
      depth > 0 && { errors: errors.slice(0, ERRORS_TOLD).map((one) => errorForLog(one, depth - 1)) }),
  };
}
