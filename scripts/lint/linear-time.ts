// A plugin of oxlint with one rule: a regular expression takes time that grows with its input, and not with its square or
// worse. Analysed by scslre, which also sees what costs only because a match may begin anywhere: `split(/\s*,\s*/)` on n spaces
// tries n², and so does `replace(/ +$/, '')`.
import { analyse, type Report } from 'scslre';

/** A node of the syntax tree, as far as the rule looks at it. */
interface Node {
  type: string;
  value?: unknown;
  name?: string;
  regex?: { pattern: string; flags: string };
  callee?: Node;
  tag?: Node;
  object?: Node;
  property?: Node;
  arguments?: Node[];
  quasi?: Node;
  quasis?: { value: { cooked?: string | null; raw: string } }[];
  expressions?: Node[];
}

interface Context {
  report(finding: { node: Node; message: string }): void;
}

/** What makes a regular expression take more than linear time; undefined when nothing does. */
export function superLinear(pattern: string, flags: string): string | undefined {
  const { reports } = analyse({ source: pattern, flags });
  const [worst] = reports.toSorted((one, other) => Number(other.exponential) - Number(one.exponential));
  return worst && describe(worst);
}

function describe(report: Report): string {
  const growth = report.exponential ? 'exponential' : 'quadratic or worse';
  const culprit =
    report.type === 'Trade'
      ? `${report.startQuant.raw} and ${report.endQuant.raw} share`
      : `${report.quant.raw} repeats`;
  return `takes ${growth} time: ${culprit} ${JSON.stringify(report.character.pick)}`;
}

/** The pattern and flags of `RegExp(…)` and `new RegExp(…)` as far as they stand in the source. */
function written({ callee, arguments: [pattern, flags] = [] }: Node): [pattern: string, flags: string] | undefined {
  if (callee?.name !== 'RegExp') return undefined;
  const source = textOf(pattern);
  return source === undefined ? undefined : [source, textOf(flags) ?? ''];
}

function textOf(node: Node | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  const isRaw = node?.type === 'TaggedTemplateExpression' && node.tag?.property?.name === 'raw';
  const template = isRaw ? node.quasi : node;
  if (template?.type !== 'TemplateLiteral') return undefined;
  // What is filled in is taken for a word.
  return template.quasis?.map(({ value }) => (isRaw ? value.raw : (value.cooked ?? value.raw))).join('(?:word)');
}

const linearTime = {
  create: (context: Context) => {
    const judge = (node: Node, pattern: string, flags: string): void => {
      const reason = superLinear(pattern, flags);
      if (reason !== undefined) context.report({ node, message: `this regular expression ${reason}` });
    };
    const call = (node: Node): void => {
      const found = written(node);
      if (found) judge(node, ...found);
    };
    return {
      Literal: (node: Node) => node.regex && judge(node, node.regex.pattern, node.regex.flags),
      NewExpression: call,
      CallExpression: call,
    };
  },
};

export default { meta: { name: 'seatmesh' }, rules: { 'linear-time-regexp': linearTime } };
