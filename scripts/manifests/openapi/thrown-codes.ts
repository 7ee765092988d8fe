/**
 * Which problem codes a route's handler may throw, read from the sources with the compiler's own knowledge of what a name means: from
 * the handler, every function that is called or handed on by its name is followed, through interfaces to whatever implements them. Who
 * catches a problem is not seen: it is more rather than less.
 */
import { dirname, join } from 'node:path';
import * as ast from 'typescript/unstable/ast';
import { API, type Checker, type Project, type Symbol, type Type } from 'typescript/unstable/sync';

type Node = ast.Node;

/** Problem codes by function and name of the route's constant: `book/holdSeats`. */
export type ThrownCodes = ReadonlyMap<string, ReadonlySet<string>>;

const ROOT = join(import.meta.dirname, '../../..');
const FUNCTIONS = `${ROOT}/functions/`;

/** Reads all bindings (`on(route, handler, admit?)`) in `functions/<name>/index.ts`. */
export function readThrownCodes(): ThrownCodes {
  const api = new API({ cwd: ROOT });
  try {
    const project = api.updateSnapshot({ openProjects: [join(ROOT, 'tsconfig.json')] }).getProjects()[0];
    if (!project) throw new Error('there is no project to read');
    return new Reader(project).bindings();
  } finally {
    api.close();
  }
}

/** What stands in a piece of source: codes that it throws, and the declarations of what it names. */
interface Content {
  codes: readonly string[];
  names: readonly Node[];
}

class Reader {
  readonly #checker: Checker;
  readonly #files: readonly ast.SourceFile[];
  readonly #project: Project;
  readonly #contents = new Map<Node, Content>();
  /** What stands in object literals and classes for a member of an interface or a type, by the member's declaration. */
  readonly #implementations = new Map<Node, Node[]>();

  constructor(project: Project) {
    this.#project = project;
    this.#checker = project.checker;
    this.#files = project.program
      .getSourceFileNames()
      .filter((name) => name.startsWith(FUNCTIONS) && name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => project.program.getSourceFile(name))
      .filter((file) => file !== undefined);
    for (const file of this.#files) this.#findImplementations(file);
  }

  bindings(): ThrownCodes {
    const found = new Map<string, ReadonlySet<string>>();
    for (const file of this.#files.filter(({ fileName }) => fileName.endsWith('/index.ts'))) {
      const name = dirname(file.fileName).slice(FUNCTIONS.length);
      walk(file, (node) => {
        if (!ast.isCallExpression(node) || !ast.isIdentifier(node.expression) || node.expression.text !== 'on') return;
        const [route, ...handlers] = node.arguments;
        if (route && ast.isIdentifier(route)) found.set(`${name}/${route.text}`, this.#reached(handlers));
      });
    }
    return found;
  }

  #reached(from: readonly Node[]): ReadonlySet<string> {
    const codes = new Set<string>();
    const seen = new Set<Node>();
    const waiting = [...from];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      const content = this.#contentOf(node);
      for (const code of content.codes) codes.add(code);
      waiting.push(...content.names);
    }
    return codes;
  }

  #contentOf(node: Node): Content {
    const known = this.#contents.get(node);
    if (known) return known;
    const codes: string[] = [];
    const identifiers: Node[] = [];
    const symbols: (Symbol | undefined)[] = [];
    walk(node, (part) => {
      if (ast.isTypeNode(part)) return false;
      if (ast.isNewExpression(part)) codes.push(...codesIn(part));
      if (ast.isObjectBindingPattern(part)) symbols.push(...this.#destructured(part));
      if (ast.isShorthandPropertyAssignment(part)) symbols.push(this.#checker.getShorthandAssignmentValueSymbol(part));
      if (ast.isIdentifier(part) || ast.isPrivateIdentifier(part)) identifiers.push(part);
      return true;
    });
    if (identifiers.length > 0) symbols.push(...this.#checker.getSymbolAtLocation(identifiers));
    const names = symbols
      .flatMap((symbol) => (symbol ? this.#meant(symbol) : []))
      .filter((named) => !isWithin(named, node));
    const content = { codes, names };
    this.#contents.set(node, content);
    return content;
  }

  #destructured(pattern: ast.ObjectBindingPattern): (Symbol | undefined)[] {
    const type = this.#checker.getTypeAtLocation(pattern);
    if (!type) return [];
    return pattern.elements.map((element) => {
      const name = element.propertyName ?? element.name;
      return name && ast.isIdentifier(name) ? this.#checker.getPropertyOfType(type, name.text) : undefined;
    });
  }

  /** The sources that run when a name is used. */
  #meant(symbol: Symbol): Node[] {
    const target = symbol.flags & ALIAS ? this.#checker.getAliasedSymbol(symbol) : symbol;
    return target.declarations
      .filter(({ path }) => path.startsWith(FUNCTIONS))
      .map((handle) => handle.resolve(this.#project))
      .filter((node) => node !== undefined)
      .flatMap((node) => this.#sourcesOf(node));
  }

  #sourcesOf(node: Node): Node[] {
    const implementations = this.#implementations.get(node) ?? [];
    if (ast.isClassDeclaration(node))
      return node.members.filter((member) => ast.isConstructorDeclaration(member) || ast.isPropertyDeclaration(member));
    // What an object has is followed by its members, when they are named.
    if (ast.isVariableDeclaration(node))
      return node.initializer && isOfModule(node) && !ast.isObjectLiteralExpression(node.initializer)
        ? [node.initializer]
        : [];
    if (ast.isFunctionDeclaration(node) || ast.isMethodDeclaration(node) || ast.isGetAccessorDeclaration(node))
      return [node];
    if ((ast.isPropertyDeclaration(node) || ast.isPropertyAssignment(node)) && node.initializer)
      return [node.initializer, ...implementations];
    return implementations;
  }

  /**
   * Notes what stands for members of types: in the object literals of a module by the type they are to be of, in classes by what these
   * implement. A literal within a function is read with that function.
   */
  #findImplementations(file: ast.SourceFile): void {
    walk(file, (node) => {
      if (ast.isObjectLiteralExpression(node) && isOfModule(node))
        this.#noteAll(node.properties, this.#checker.getContextualType(node));
      if (!ast.isClassDeclaration(node)) return;
      for (const implemented of (node.heritageClauses ?? []).flatMap(({ types }) => types))
        this.#noteAll(node.members, this.#checker.getTypeAtLocation(implemented.expression));
    });
  }

  #noteAll(members: readonly Node[], type: Type | undefined): void {
    for (const member of type ? members : []) {
      const { name } = member as { name?: Node };
      if (type && name && ast.isIdentifier(name))
        this.#note(this.#checker.getPropertyOfType(type, name.text), [member]);
    }
  }

  #note(member: Symbol | undefined, sources: readonly Node[]): void {
    for (const handle of member?.declarations ?? []) {
      if (!handle.path.startsWith(FUNCTIONS)) continue;
      const declared = handle.resolve(this.#project);
      if (!declared || sources.includes(declared)) continue;
      this.#implementations.set(declared, [...(this.#implementations.get(declared) ?? []), ...sources]);
    }
  }
}

const ALIAS = 1 << 21;

/** Visits a node and everything in it; not what is within a node for which `visit` says false. */
function walk(node: Node, visit: (node: Node) => boolean | void): void {
  if (visit(node) === false) return;
  node.forEachChild((child) => walk(child, visit));
}

/** The codes that `new Problem(…)` may get. */
function codesIn({ expression, arguments: args }: ast.NewExpression): string[] {
  if (!ast.isIdentifier(expression) || expression.text !== 'Problem') return [];
  const codes: string[] = [];
  const code = args?.[0];
  if (code) walk(code, (part) => void (ast.isStringLiteral(part) && codes.push(part.text)));
  return codes;
}

function isWithin(node: Node, outer: Node): boolean {
  for (let at: Node | undefined = node; at; at = at.parent) if (at === outer) return true;
  return false;
}

function isOfModule(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (ast.isSourceFile(at)) return true;
    if (ast.isBlock(at) || ast.isFunctionDeclaration(at) || ast.isArrowFunction(at)) return false;
  }
  return true;
}
