/** Amounts in words: "45 euros", for "€45" is read out in many ways. */
import { minorUnitsOf } from '../../texts/money-units.ts';
import { pageLanguage } from './price.ts';

const formats = new Map<string, Intl.NumberFormat>();

export function speakMoney(minor: number, currency: string, language = pageLanguage()): string {
  const digits = minorUnitsOf(currency);
  const amount = minor / 10 ** digits;
  const fraction = Number.isInteger(amount) ? 0 : digits;
  const key = `${language} ${currency} ${fraction}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(`${language}-u-nu-latn`, {
      style: 'currency',
      currencyDisplay: 'name',
      currency,
      minimumFractionDigits: fraction,
      maximumFractionDigits: fraction,
    });
    formats.set(key, format);
  }
  return format.format(amount);
}
