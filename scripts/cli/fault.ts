/** Something the person at the terminal can act on: its message is one line that says what to do. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

/** The system's code of an error (`ENOSPC`, `EACCES` …), if it has one. */
export function errorCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
