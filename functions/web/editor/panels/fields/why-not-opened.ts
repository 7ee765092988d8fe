/** Why a file cannot be opened. The words are loaded when one is none; undefined where that is not known. */
export async function whyNotOpened(error: unknown): Promise<string | undefined> {
  try {
    return (await import('../../files/fault-words.ts')).faultInWords(error);
  } catch {
    return undefined;
  }
}
