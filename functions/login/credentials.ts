/** Whether e-mail and password belong together, at the same cost whoever asks. */

/** Two ways to spend the same work. */
export interface Hasher {
  hashPassword(password: string): Promise<string>;
  passwordMatches(passwordHash: string, password: string): Promise<boolean>;
}

/** Checks a password; without an account it hashes all the same, so that the time taken does not tell who has one. */
export async function credentialsFit<Account extends { passwordHash: string }>(
  account: Account | undefined,
  password: string,
  hasher: Hasher,
): Promise<Account | undefined> {
  if (account) return (await hasher.passwordMatches(account.passwordHash, password)) ? account : undefined;
  await hasher.hashPassword(password);
  return undefined;
}
