/** Fields of the form as words: what they are called, and why they do not fit. Pure. */
import * as t from '../../texts/of-desk.ts';
import type { DraftFault, DraftWhy } from './draft-body.ts';
import type { DraftPrice } from './event-draft.ts';

const NAMES: Readonly<Record<string, string>> = {
  title: t.deskFieldTitle,
  description: t.deskFieldDescription,
  category: t.searchCategory,
  startsAt: t.deskFieldStarts,
  endsAt: t.deskFieldEnds,
  doorsAt: t.deskFieldDoors,
  onSaleAt: t.deskFieldOnSale,
  offSaleAt: t.deskFieldOffSale,
  currency: t.deskFieldCurrency,
  prices: t.prices,
  limitPerOrder: t.deskFieldPerOrder,
  limitPerBuyer: t.deskFieldPerBuyer,
  accountMinutes: t.deskFieldAccountAge,
  cancel: t.deskFieldCancel,
  cancelUntil: t.deskFieldCancelUntil,
  venueName: t.deskFieldVenue,
  address: t.deskFieldAddress,
  city: t.searchCity,
  country: t.deskFieldCountry,
  timeZone: t.deskFieldZone,
  venueUrl: t.deskFieldVenueUrl,
  url: t.deskFieldUrl,
  imageUrl: t.deskFieldImage,
  hall: t.deskHall,
};

/** @param prices of the draft: one that has a name is called by it */
export function fieldName(field: string, prices: readonly DraftPrice[] = []): string {
  const [first = '', index, part] = field.split('.');
  const name = NAMES[first] ?? first;
  if (index === undefined) return name;
  const category = first === 'prices' && part === 'price' ? prices[Number(index)]?.name.trim() : '';
  if (category) return `${category}, ${t.price}`;
  const what = part === 'price' ? t.price : part === 'rows' ? t.deskRows : part === 'seats' ? t.deskSeats : t.name;
  return `${name} ${Number(index) + 1}, ${what}`;
}

const WHYS: Readonly<Record<DraftWhy, string>> = {
  missing: t.deskWhyMissing,
  wrong: t.deskWhyWrong,
  noTime: t.deskWhyNoTime,
  afterStart: t.deskWhyAfterStart,
  notAfterStart: t.deskWhyNotAfterStart,
  weekBefore: t.deskWhyWeekBefore,
  beforeEnd: t.deskWhyBeforeEnd,
  notAfterEnd: t.deskWhyNotAfterEnd,
  afterOnSale: t.deskWhyAfterOnSale,
  link: t.deskWhyLink,
  amount: t.deskWhyAmount,
  count: t.deskWhyCount,
  hall: t.deskWhyHall,
  unusedCategory: t.deskWhyCategory,
  past: t.deskWhyPast,
};

export function faultWords({ field, why }: DraftFault, prices?: readonly DraftPrice[]): string {
  // One is a sentence by itself.
  return `${fieldName(field, prices)}${why === 'unusedCategory' ? ':' : ''} ${WHYS[why]}`;
}

/** What the API says of a field, as a reason of ours; it writes English. */
export function whyOfMessage(message: string): DraftWhy {
  if (/past|still to come/.test(message)) return 'past';
  if (/link|http/i.test(message)) return 'link';
  return 'wrong';
}

/** The id of a field's input. */
export function inputId(field: string): string {
  return `field-${field.replaceAll('.', '-')}`;
}
