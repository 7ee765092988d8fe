/** Prices as they are typed: in whole units of a currency with as many digits as it has, kept in its smallest unit. */
import { minorUnitsOf } from '../../../texts/money-units.ts';

export function unitsText(cents: number, currency: string): string {
  const digits = minorUnitsOf(currency);
  return (cents / 10 ** digits).toFixed(digits);
}

/** @returns undefined where it is no price, or one of more digits than there are */
export function centsOf(text: string, currency: string): number | undefined {
  const digits = minorUnitsOf(currency);
  const [, units = '', , part = ''] = /^(\d{1,9})([.,](\d{1,3}))?$/.exec(text.trim()) ?? [];
  if (units === '' || part.length > digits) return undefined;
  const cents = Number(units) * 10 ** digits + Number(part.padEnd(digits, '0'));
  return cents <= 100_000_000 ? cents : undefined;
}
