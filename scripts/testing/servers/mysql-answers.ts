/** What MySQL and MariaDB answer, byte by byte: for a wire that answers in their stead. */

/** An OK of a statement that others follow: no rows, autocommit, more results. */
const OK = Buffer.from([0, 0, 0, 0x0a, 0, 0, 0]);

/** A statement's error, after so many statements sent with it that went well. */
export function mysqlError(errno: number, sqlState: string, message: string, after = 0): Buffer {
  const head = Buffer.from([0xff, errno & 0xff, errno >> 8]);
  const error = Buffer.concat([head, Buffer.from(`#${sqlState}${message}`, 'utf8')]);
  const oks = Array.from({ length: after }, (_, index) => framed(index + 1, OK));
  return Buffer.concat([...oks, framed(after + 1, error)]);
}

function framed(sequence: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUIntLE(payload.length, 0, 3);
  header[3] = sequence;
  return Buffer.concat([header, payload]);
}
