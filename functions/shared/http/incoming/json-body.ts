/** JSON of callers: read once, looked over once, both in time that grows with its length. */
import { Problem } from '../../problem.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;

const COLON = 0x3a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Reads a JSON text.
 * @throws Problem `malformed_json` also for text that no database could give back as it came (half a surrogate pair, which a
 * body in UTF-8 can smuggle in by an escape alone), and for a name that stands twice in an object, of which one would be ignored
 */
export function readJsonBody(body: Buffer): unknown {
  let text: string;
  let value: unknown;
  try {
    text = utf8.decode(body);
    value = JSON.parse(text);
  } catch (error) {
    throw new Problem('malformed_json', error instanceof Error ? error.message : 'not JSON');
  }
  const written = membersWritten(text);
  const mayBeIllFormed = SURROGATE_ESCAPE.test(text);
  // One member cannot stand twice.
  if ((written > 1 || mayBeIllFormed) && membersIn(value, mayBeIllFormed) !== written)
    throw new Problem('malformed_json', 'a name stands twice in one object');
  return value;
}

/** How many members the objects of a value have. Without recursion: how deep it goes, the caller decides. */
function membersIn(root: unknown, mayBeIllFormed: boolean): number {
  let members = 0;
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value === 'string') {
      if (mayBeIllFormed) requireWellFormed(value);
    } else if (Array.isArray(value)) {
      for (const entry of value) if (isWorthALook(entry, mayBeIllFormed)) pending.push(entry);
    } else if (typeof value === 'object' && value !== null) {
      for (const name of Object.keys(value)) {
        members++;
        if (mayBeIllFormed) requireWellFormed(name);
        const member = (value as Record<string, unknown>)[name];
        if (isWorthALook(member, mayBeIllFormed)) pending.push(member);
      }
    }
  }
  return members;
}

/** Whether there is something inside. */
function isWorthALook(value: unknown, mayBeIllFormed: boolean): boolean {
  return typeof value === 'object' || (mayBeIllFormed && typeof value === 'string');
}

/** How many members stand in a text that is JSON: each has a colon outside of strings. */
function membersWritten(text: string): number {
  let members = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isInString) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) isInString = false;
    } else if (code === QUOTE) isInString = true;
    else if (code === COLON) members++;
  }
  return members;
}

function requireWellFormed(text: string): void {
  if (!text.isWellFormed()) throw new Problem('malformed_json', 'a string has half a surrogate pair');
}
