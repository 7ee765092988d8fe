/**
 * Stands in for iconv-lite, which mysql2 asks for character sets that Node does not know. Connections here speak UTF-8; a server
 * may greet in `utf8mb3`, which mysql2 calls CESU-8: without surrogates, and that character set has none, the two are the same.
 */
interface Coder<From, To> {
  write(value: From): To;
  end(): undefined;
}

function requireKnown(encoding: string): void {
  if (encoding !== 'cesu8') throw new Error(`character set ${encoding} is not in this bundle: use utf8mb4`);
}

export default {
  getDecoder: (encoding: string): Coder<Buffer, string> => {
    requireKnown(encoding);
    return { write: (bytes) => bytes.toString('utf8'), end: () => undefined };
  },
  getEncoder: (encoding: string): Coder<string, Buffer> => {
    requireKnown(encoding);
    return { write: (text) => Buffer.from(text, 'utf8'), end: () => undefined };
  },
};
