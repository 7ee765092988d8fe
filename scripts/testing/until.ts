/** Asks until the answer is something; never waits for time alone. @throws Error that names what did not come true */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false>, ms = 30_000): Promise<T> {
  const giveUpAt = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > giveUpAt) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
