/** Amounts as people write them, and in minor units. Pure. */
import { minorUnitsOf } from '../../texts/money-units.ts';

/**
 * In minor units; undefined when it is no amount. Decimals may stand behind a comma or a point, thousands be parted by the other, by blanks or
 * apostrophes: `1.234,50`, `1,234.50`, `1 234,5`.
 */
export function centsIn(text: string, currency: string): number | undefined {
  const digits = minorUnitsOf(currency);
  const bare = text.trim().replaceAll(/[\s\u00a0\u202f'’]/g, '');
  const written = /^(\d[\d.,]*)$/.exec(bare)?.[1];
  if (written === undefined) return undefined;
  const mark = Math.max(written.lastIndexOf('.'), written.lastIndexOf(','));
  const isDecimal =
    mark >= 0 && written.length - mark - 1 <= digits && !written.slice(0, mark).includes(written[mark] ?? '');
  const whole = isDecimal ? written.slice(0, mark) : written;
  const decimals = isDecimal ? written.slice(mark + 1) : '';
  if (!/^\d+$/.test(whole) && !/^\d{1,3}(?:\.\d{3})+$/.test(whole) && !/^\d{1,3}(?:,\d{3})+$/.test(whole))
    return undefined;
  const cents = Number(whole.replaceAll(/[.,]/g, '') + decimals.padEnd(digits, '0'));
  return Number.isSafeInteger(cents) ? cents : undefined;
}

/** As it is written into a field. */
export function amountText(cents: number, currency: string, language: string): string {
  const digits = minorUnitsOf(currency);
  const isWhole = cents % 10 ** digits === 0;
  return new Intl.NumberFormat(`${language}-u-nu-latn`, {
    useGrouping: false,
    minimumFractionDigits: isWhole ? 0 : digits,
    maximumFractionDigits: isWhole ? 0 : digits,
  })
    .format(cents / 10 ** digits)
    .replaceAll(/[^\d.,]/g, '');
}
