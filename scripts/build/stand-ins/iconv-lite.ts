/** Stands in for iconv-lite, which mysql2 asks for character sets that Node does not know; connections here speak UTF-8. */
function unknown(encoding: string): never {
  throw new Error(`character set ${encoding} is not in this bundle: use utf8mb4`);
}

export default { getDecoder: unknown, getEncoder: unknown };
