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

/** Commands that the server answers; COM_STMT_CLOSE and COM_QUIT it does not. */
const [COM_QUIT, COM_STMT_CLOSE] = [0x01, 0x19];

/** What a server that has become read-only answers to all that is sent to it. */
export function readOnly(chunk: Buffer): Buffer {
  const answers: Buffer[] = [];
  for (let at = 0; at + 4 < chunk.length; at += 4 + chunk.readUIntLE(at, 3)) {
    const [sequence, command] = [chunk[at + 3], chunk[at + 4]];
    if (sequence === 0 && command !== COM_QUIT && command !== COM_STMT_CLOSE)
      answers.push(mysqlError(1290, 'HY000', 'The MariaDB server is running with the --read-only option'));
  }
  return Buffer.concat(answers);
}

function framed(sequence: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUIntLE(payload.length, 0, 3);
  header[3] = sequence;
  return Buffer.concat([header, payload]);
}
