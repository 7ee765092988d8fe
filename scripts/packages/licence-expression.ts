/** Licence expressions of SPDX: `MIT`, `(MIT OR CC0-1.0)`, `Apache-2.0 WITH LLVM-exception AND MIT`. Pure. */

/**
 * Whether somebody who accepts these licences may use what stands under this expression. What cannot be read is not accepted.
 * @param accepted identifiers, each with its exception (`A WITH B`) where it has one
 */
export function isAccepted(expression: string, accepted: ReadonlySet<string>): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const term = (): boolean | undefined => {
    if (tokens[at] === '(') {
      at++;
      const inner = anyOf();
      return tokens[at++] === ')' ? inner : undefined;
    }
    const name = tokens[at++];
    if (name === undefined || isOperator(name)) return undefined;
    if (tokens[at] !== 'WITH') return accepted.has(name);
    at += 2;
    return accepted.has(`${name} WITH ${tokens[at - 1] ?? ''}`);
  };
  // AND binds closer than OR. Undefined: not an expression.
  const series =
    (operator: string, part: () => boolean | undefined, join: (a: boolean, b: boolean) => boolean) => () => {
      let result = part();
      while (result !== undefined && tokens[at] === operator) {
        at++;
        const next = part();
        result = next === undefined ? undefined : join(result, next);
      }
      return result;
    };
  const allOf = series('AND', term, (a, b) => a && b);
  const anyOf = series('OR', allOf, (a, b) => a || b);
  return anyOf() === true && at === tokens.length;
}

function isOperator(token: string): boolean {
  return ['AND', 'OR', 'WITH', '(', ')'].includes(token);
}
