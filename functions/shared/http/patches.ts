/** In which form a path takes changes (RFC 5789, 2.2 and 3.1): said to who asks what it takes, and to who sends another. */
const JSON_ALONE = { 'accept-patch': 'application/json' };

/** What goes with these methods, as Allow lists them. */
export function acceptedPatches(allow = ''): { 'accept-patch'?: string } {
  return allow.split(', ').includes('PATCH') ? JSON_ALONE : {};
}
