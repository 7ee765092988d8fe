/** What Redis answers, byte by byte: for a wire that answers in its stead. */

const READ_ONLY = "-READONLY You can't write against a read only replica.\r\n";

/** What a server that has become a replica answers to each command that is sent to it. */
export function replica(chunk: Buffer): Buffer {
  const commands = chunk.toString('latin1').match(/(?:^|\r\n)\*\d{1,6}\r\n/g) ?? [];
  return Buffer.from(READ_ONLY.repeat(commands.length));
}
