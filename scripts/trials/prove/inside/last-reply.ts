/** A server status bit: more replies follow to what was sent together. */
const MORE_FOLLOW = 0x0008;
const OK = 0x00;
const ERR = 0xff;
const HEADER_BYTES = 4;

/**
 * Whether what arrived from MySQL ends with its last reply to what was sent together: an OK packet that says no more follow, or an
 * error. By the client/server protocol: packets of a length (3 bytes), a number, and a payload.
 */
export function endsWithLastReply(arrived: Buffer): boolean {
  let payload = 0;
  let end = 0;
  while (end + HEADER_BYTES < arrived.length) {
    payload = end + HEADER_BYTES;
    end = payload + arrived.readUIntLE(end, 3);
  }
  if (end === 0 || end !== arrived.length) return false;
  if (arrived[payload] === ERR) return true;
  if (arrived[payload] !== OK) return false;
  // After the header: affected rows, last insert id, status.
  const status = afterNumber(arrived, afterNumber(arrived, payload + 1));
  return status + 2 <= end && (arrived.readUInt16LE(status) & MORE_FOLLOW) === 0;
}

/** Numbers have one byte, or a first byte that says how many follow. */
function afterNumber(bytes: Buffer, at: number): number {
  const following: Record<number, number> = { 0xfc: 2, 0xfd: 3, 0xfe: 8 };
  return at + 1 + (following[bytes[at] ?? 0] ?? 0);
}
