/** Whose name is whose in a Lua script: what is used without being declared, and what is declared and never used. */
import { type LuaNode, parse } from 'luaparse';

/** A name, and in which line of the script it stands. */
export interface NameAt {
  name: string;
  line: number;
}

interface Local extends NameAt {
  isUsed: boolean;
}

/** @throws SyntaxError, which names the line */
export function namesOf(script: string): { undeclared: NameAt[]; locals: Local[] } {
  const scopes = new Scopes();
  scopes.visit(parse(script, { luaVersion: '5.1', locations: true }));
  return scopes;
}

const isNode = (value: unknown): value is LuaNode => typeof value === 'object' && value !== null && 'type' in value;

class Scopes {
  readonly undeclared: NameAt[] = [];
  readonly locals: Local[] = [];
  readonly #open: Map<string, Local>[] = [];

  visit(node: LuaNode): void {
    const visitor = this.#visitors[node.type];
    if (visitor) visitor(node);
    else this.#children(node);
  }

  readonly #visitors: Record<string, (node: LuaNode) => void> = {
    Identifier: (node) => this.#use(node),
    MemberExpression: ({ base }) => this.#all(base),
    TableKeyString: ({ value }) => this.#all(value),
    LocalStatement: ({ variables, init }) => {
      this.#all(init);
      this.#declare(variables, false);
    },
    // What is only written is not used.
    AssignmentStatement: ({ variables, init }) => {
      this.#all(init);
      for (const variable of variables as LuaNode[]) this.#write(variable);
    },
    FunctionDeclaration: ({ identifier, isLocal, parameters, body }) => {
      if (isLocal) this.#declare([identifier], false);
      else if (isNode(identifier)) this.#write(identifier);
      this.#block(body, () =>
        this.#declare(
          (parameters as LuaNode[]).filter(({ type }) => type === 'Identifier'),
          true,
        ),
      );
    },
    ForNumericStatement: ({ variable, start, end, step, body }) => {
      this.#all([start, end, step]);
      this.#block(body, () => this.#declare([variable], true));
    },
    ForGenericStatement: ({ variables, iterators, body }) => {
      this.#all(iterators);
      this.#block(body, () => this.#declare(variables, true));
    },
    RepeatStatement: ({ body, condition }) => this.#block([...(body as LuaNode[]), condition]),
    WhileStatement: ({ condition, body }) => this.#conditional(condition, body),
    IfClause: ({ condition, body }) => this.#conditional(condition, body),
    ElseifClause: ({ condition, body }) => this.#conditional(condition, body),
    ElseClause: ({ body }) => this.#block(body),
    DoStatement: ({ body }) => this.#block(body),
    Chunk: ({ body }) => this.#block(body),
  };

  #conditional(condition: unknown, body: unknown): void {
    this.#all(condition);
    this.#block(body);
  }

  #block(body: unknown, declare: () => void = () => {}): void {
    this.#open.push(new Map());
    declare();
    this.#all(body);
    this.#open.pop();
  }

  #all(value: unknown): void {
    for (const node of Array.isArray(value) ? value : [value]) if (isNode(node)) this.visit(node);
  }

  #children(node: LuaNode): void {
    for (const value of Object.values(node)) this.#all(value);
  }

  /** Parameters and loop variables stand for places: one that is not needed is no fault. */
  #declare(nodes: unknown, isUsed: boolean): void {
    for (const { name, loc } of nodes as LuaNode[]) {
      const local = { name: name as string, line: loc.start.line, isUsed: isUsed || name === '_' };
      this.locals.push(local);
      this.#open.at(-1)?.set(local.name, local);
    }
  }

  #find(name: string): Local | undefined {
    return this.#open.findLast((scope) => scope.has(name))?.get(name);
  }

  #use({ name, loc }: LuaNode): void {
    const local = this.#find(name as string);
    if (local) local.isUsed = true;
    else this.undeclared.push({ name: name as string, line: loc.start.line });
  }

  #write(variable: LuaNode): void {
    if (variable.type !== 'Identifier') this.visit(variable);
    else if (!this.#find(variable.name as string)) this.#use(variable);
  }
}
