/** Pieces of HTML in which everything given is text. */
import { figureText } from './figures.ts';

/** A cell of a table: a number is written for people and stands at the right. */
export type Cell = string | number;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it may stand between tags and in quoted attributes. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/**
 * A value as JSON that may stand in a script element: no `<` can end the element or begin a comment, and the two line ends
 * that JSON allows and old JavaScript does not are escaped. What is no finite number becomes null.
 */
export function inlineJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * JavaScript as it may stand in a script element. The signs that could end it are only met within strings and regular
 * expressions, where a backslash before them changes nothing.
 */
export function inlineScript(source: string): string {
  return source.replaceAll(/^\/\/# sourceMappingURL=.*$/gm, '').replaceAll(/<(?=\/script|!--)/gi, '\\x3c');
}

/** A table; it scrolls by itself where the page is narrow. */
export function tableMarkup(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const top = head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('');
  const lines = rows.map((row) => `<tr>${row.map(cellMarkup).join('')}</tr>`);
  return `<div class="table" tabindex="0"><table><thead><tr>${top}</tr></thead><tbody>
${lines.join('\n')}
</tbody></table></div>`;
}

function cellMarkup(cell: Cell, column: number): string {
  const text = typeof cell === 'number' ? figureText(cell) : escaped(cell);
  if (column === 0) return `<th scope="row">${text}</th>`;
  return typeof cell === 'number' ? `<td class="figure">${text}</td>` : `<td>${text}</td>`;
}
