/**
 * As much of CEL as a gateway's filters need to tell one answer from another: texts and lists of texts, ==, !=, in, startsWith, endsWith,
 * matches, !, && and ||, of what Envoy calls request and response. What a request does not have makes what looks at it neither true
 * nor false, as in CEL, and a whole that comes to that does not hold.
 */
import { RE2JS } from 're2js';

/** What an expression looks at. */
export interface Scene {
  method: string | undefined;
  /** Without the query. */
  path: string | undefined;
  header: (name: string) => string | undefined;
  codeDetails: string;
}

type Value = string | boolean | readonly string[] | undefined;
type Term = (scene: Scene) => Value;

const TOKEN =
  /\s*(?:(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<sign>==|!=|&&|\|\||[!()[\],.])|(?<name>[A-Za-z_]\w*))/y;

/** Compiles an expression. @throws Error for what is not known here */
export function compileCel(expression: string): (scene: Scene) => boolean {
  const parser = new Parser(tokensOf(expression));
  const term = parser.either();
  parser.end();
  return (scene) => term(scene) === true;
}

interface Token {
  kind: 'text' | 'sign' | 'name';
  value: string;
}

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const text = expression.trimEnd();
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.groups;
    if (!groups) throw new Error(`cannot be read from ${JSON.stringify(text.slice(at, at + 20))} on`);
    if (groups['text'] !== undefined) tokens.push({ kind: 'text', value: unescaped(groups['text']) });
    else if (groups['sign'] !== undefined) tokens.push({ kind: 'sign', value: groups['sign'] });
    else tokens.push({ kind: 'name', value: groups['name'] ?? '' });
  }
  return tokens;
}

function unescaped(literal: string): string {
  return literal.slice(1, -1).replaceAll(/\\(.)/g, (whole, character: string) => {
    if (!'"\'\\'.includes(character)) throw new Error(`the escape ${whole} is not known`);
    return character;
  });
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw new Error(`there is ${this.#tokens[this.#at]?.value} too much`);
  }

  either(): Term {
    let term = this.#both();
    while (this.#take('||')) term = whicheverHolds(term, this.#both(), true);
    return term;
  }

  #both(): Term {
    let term = this.#relation();
    while (this.#take('&&')) term = whicheverHolds(term, this.#relation(), false);
    return term;
  }

  #relation(): Term {
    const left = this.#not();
    if (this.#take('==')) return compared(left, this.#not(), (a, b) => a === b);
    if (this.#take('!=')) return compared(left, this.#not(), (a, b) => a !== b);
    if (this.#take('in')) return compared(left, this.#not(), (a, b) => Array.isArray(b) && b.includes(a));
    return left;
  }

  #not(): Term {
    if (!this.#take('!')) return this.#member();
    const term = this.#not();
    return (scene) => {
      const value = term(scene);
      return typeof value === 'boolean' ? !value : undefined;
    };
  }

  #member(): Term {
    let term = this.#primary();
    while (this.#take('.')) {
      const name = this.#name();
      this.#need('(');
      const argument = this.#literal();
      this.#need(')');
      term = called(term, name, argument);
    }
    return term;
  }

  #primary(): Term {
    if (this.#take('(')) {
      const term = this.either();
      this.#need(')');
      return term;
    }
    if (this.#take('[')) {
      const list: string[] = [];
      while (!this.#take(']')) {
        list.push(this.#literal());
        if (!this.#take(',')) this.#peek(']');
      }
      return () => list;
    }
    if (this.#tokens[this.#at]?.kind === 'text') {
      const text = this.#literal();
      return () => text;
    }
    return this.#attribute();
  }

  #attribute(): Term {
    const name = this.#name();
    this.#need('.');
    const attribute = `${name}.${this.#name()}`;
    if (attribute === 'response.code_details') return ({ codeDetails }) => codeDetails;
    if (attribute === 'request.method') return ({ method }) => method;
    if (attribute === 'request.url_path') return ({ path }) => path;
    if (attribute !== 'request.headers') throw new Error(`${attribute} is not known`);
    this.#need('[');
    const header = this.#literal().toLowerCase();
    this.#need(']');
    return (scene) => scene.header(header);
  }

  #literal(): string {
    const token = this.#tokens[this.#at++];
    if (token?.kind !== 'text') throw new Error('a text is needed');
    return token.value;
  }

  #name(): string {
    const token = this.#tokens[this.#at++];
    if (token?.kind !== 'name') throw new Error('a name is needed');
    return token.value;
  }

  #take(sign: string): boolean {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === 'text' || token.value !== sign) return false;
    this.#at += 1;
    return true;
  }

  #need(sign: string): void {
    if (!this.#take(sign)) throw new Error(`${sign} is needed`);
  }

  #peek(sign: string): void {
    if (this.#tokens[this.#at]?.value !== sign) throw new Error(`${sign} is needed`);
  }
}

/** `&&` and `||` do without the side that has no value when the other one decides. */
function whicheverHolds(left: Term, right: Term, decides: boolean): Term {
  return (scene) => {
    const one = left(scene);
    if (one === decides) return decides;
    const other = right(scene);
    if (other === decides) return decides;
    return one === !decides && other === !decides ? !decides : undefined;
  };
}

function compared(left: Term, right: Term, holds: (a: Value, b: Value) => boolean): Term {
  return (scene) => {
    const [a, b] = [left(scene), right(scene)];
    return a === undefined || b === undefined ? undefined : holds(a, b);
  };
}

function called(subject: Term, name: string, argument: string): Term {
  const test = testOf(name, argument);
  return (scene) => {
    const text = subject(scene);
    return typeof text === 'string' ? test(text) : undefined;
  };
}

/**
 * Envoy has CEL take no program of RE2 that is longer than 100 (evaluator.cc): a longer one is an error whenever it is asked. re2js
 * counts a class of characters as one, RE2 as up to three.
 */
const LONGEST_PROGRAM = 50;

function testOf(name: string, argument: string): (text: string) => boolean {
  if (name === 'startsWith') return (text) => text.startsWith(argument);
  if (name === 'endsWith') return (text) => text.endsWith(argument);
  if (name !== 'matches') throw new Error(`${name}() is not known`);
  const pattern = RE2JS.compile(argument);
  if (pattern.programSize() > LONGEST_PROGRAM)
    throw new Error(`${JSON.stringify(argument)} is too long a program for Envoy`);
  // Anywhere in the text, unlike in a route.
  return (text) => pattern.test(text);
}
