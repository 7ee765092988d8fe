/**
 * How many digits the minor unit of a currency has. The few that have other than two, for pages need not load all currencies; a test holds
 * them to the list of `functions/shared/event/currencies.ts`.
 */
const OTHERS: Readonly<Record<string, number>> = Object.fromEntries([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3]),
  ['UYW', 4],
]) as Record<string, number>;

export function minorUnitsOf(currency: string): number {
  return OTHERS[currency] ?? 2;
}
