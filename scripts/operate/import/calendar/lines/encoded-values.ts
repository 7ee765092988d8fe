/** Values of vCalendar 1.0 that are encoded, as some programs write them in later versions, too: QUOTED-PRINTABLE and BASE64. */
import { inCharset, textFrom } from '../../encodings.ts';
import type { CalendarProperty } from './component.ts';

/** Texts; other values in BASE64 are files. */
const TEXTS = new Set(['SUMMARY', 'DESCRIPTION', 'LOCATION', 'CATEGORIES', 'COMMENT', 'UID', 'URL']);

/** True for a text in BASE64. */
export function isInBase64({ name, parameters }: CalendarProperty): boolean {
  return TEXTS.has(name) && /^(?:BASE64|B)$/i.test(parameters.get('ENCODING') ?? '');
}

/** A property with its value as text. */
export function decodedProperty(property: CalendarProperty): CalendarProperty {
  const { value, parameters } = property;
  if (isInBase64(property)) return withValue(property, textOf(Buffer.from(value, 'base64'), parameters));
  if (!/^QUOTED-PRINTABLE$/i.test(parameters.get('ENCODING') ?? '')) return property;
  return withValue(property, textOf(fromQuotedPrintable(value), parameters));
}

function withValue(property: CalendarProperty, value: string): CalendarProperty {
  return { ...property, value: value.replaceAll(/\r\n?/g, '\n') };
}

function textOf(bytes: Uint8Array, parameters: CalendarProperty['parameters']): string {
  return inCharset(bytes, parameters.get('CHARSET')) ?? textFrom(bytes);
}

/** What is not encoded stands for itself, whatever it is: `=` without two digits, too. */
function fromQuotedPrintable(value: string): Uint8Array {
  const parts = value.split(/(=[0-9A-F]{2})/i);
  return Buffer.concat(
    parts.map((part, index) => (index % 2 === 1 ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part))),
  );
}
