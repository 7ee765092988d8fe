/** Request paths as Envoy normalises them before anything is decided on them. */

const ESCAPED_UNRESERVED = /%(?:2[DdEe]|3[0-9]|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9AaEe])/g;

/** Resolves dot segments, turns backslashes and decodes what needs no escape (Istio's default, BASE). Undefined: not a path (400). */
export function normalPath(path: string): string | undefined {
  if (!path.startsWith('/') || path.includes('#')) return undefined;
  let normal = path;
  if (normal.includes('%')) normal = normal.replace(ESCAPED_UNRESERVED, (code) => decodeURIComponent(code));
  if (normal.includes('\\')) normal = normal.replaceAll('\\', '/');
  return normal.includes('/.') ? withoutDots(normal) : normal;
}

function withoutDots(path: string): string {
  const kept: string[] = [];
  const segments = path.slice(1).split('/');
  for (const [i, segment] of segments.entries()) {
    const last = i === segments.length - 1;
    if (segment === '..') kept.pop();
    if (segment !== '.' && segment !== '..') kept.push(segment);
    else if (last) kept.push('');
  }
  return `/${kept.join('/')}`;
}
