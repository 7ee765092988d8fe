declare module 'luaparse' {
  /** A node of the syntax tree; its other fields are nodes, lists of them, or plain values. */
  export interface LuaNode {
    type: string;
    loc: { start: { line: number } };
    [field: string]: unknown;
  }
  export function parse(code: string, options: { luaVersion: '5.1'; locations: true }): LuaNode;
}
