/** As `functions/shared/identity/account.ts` has it, which a test holds it to: that one brings all of zod. */
export const SHORTEST_PASSWORD = 10;
