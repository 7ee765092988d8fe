/** Something the person at the terminal can act on: its message is one line that says what to do. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

const IN_WORDS: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'no permission to read it',
  EISDIR: 'it is a folder',
};

/** Why a file cannot be read, in words for who named it. */
export function whyNotRead(error: unknown): string {
  const code = errorCode(error);
  return IN_WORDS[code ?? ''] ?? code ?? (error instanceof Error ? error.message : String(error));
}

/** The system's code of an error (`ENOSPC`, `EACCES` …), if it has one. */
export function errorCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
