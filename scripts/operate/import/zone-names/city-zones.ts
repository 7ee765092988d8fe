/** Zones by a city: those of IANA's names, and those that Windows and other programs name beside them, also in some other languages. */
import { zoneNamedAfter } from '../zones.ts';

const OTHERS: Readonly<Record<string, string>> = {
  'Africa/Cairo': 'kairo, le caire, el cairo',
  'Africa/Casablanca': 'rabat',
  'Africa/Johannesburg': 'harare, pretoria',
  'America/Argentina/Buenos_Aires': 'ciudad de buenos aires',
  'America/Guatemala': 'central america',
  'America/La_Paz': 'georgetown',
  'America/Lima': 'quito, rio branco',
  'America/Mexico_City': 'guadalajara, mexiko-stadt, ciudad de méxico',
  'America/Sao_Paulo': 'brasilia, brasília',
  'Asia/Almaty': 'astana, nur-sultan',
  'Asia/Baghdad': 'bagdad',
  'Asia/Dubai': 'abu dhabi, muscat',
  'Asia/Ho_Chi_Minh': 'hanoi',
  'Asia/Jerusalem': 'tel aviv, gerusalemme, jérusalem',
  'Asia/Karachi': 'islamabad',
  'Asia/Kolkata': 'chennai, mumbai, new delhi, neu-delhi',
  'Asia/Kuala_Lumpur': 'kuala lumpur',
  'Asia/Novosibirsk': 'nowosibirsk',
  'Asia/Riyadh': 'kuwait, riad',
  'Asia/Seoul': 'séoul, seúl',
  'Asia/Shanghai': 'beijing, peking, pékin, pechino, pekín, chongqing, guangzhou',
  'Asia/Singapore': 'singapur, singapour',
  'Asia/Taipei': 'taipeh',
  'Asia/Tashkent': 'taschkent',
  'Asia/Tehran': 'teheran, téhéran, teherán',
  'Asia/Tokyo': 'osaka, sapporo, tokio',
  'Asia/Yekaterinburg': 'ekaterinburg, jekaterinburg',
  'Atlantic/Reykjavik': 'reykjavík',
  'Australia/Sydney': 'canberra',
  'Europe/Amsterdam': 'ámsterdam',
  'Europe/Athens': 'athen, athènes, atenas, atene',
  'Europe/Belgrade': 'belgrad, belgrado',
  'Europe/Bratislava': 'bratislava (pressburg), preßburg',
  'Europe/Brussels': 'brüssel, bruxelles, bruselas, brussel',
  'Europe/Bucharest': 'bukarest, bucarest, bucureşti, bucurești',
  'Europe/Copenhagen': 'kopenhagen, copenhague, københavn',
  'Europe/Dublin': 'dublín, dublino',
  'Europe/Helsinki': 'helsinki (helsingfors)',
  'Europe/Kyiv': 'kiev, kiew, kyjiw',
  'Europe/Lisbon': 'lissabon, lisbonne, lisboa, lisbona',
  'Europe/Ljubljana': 'laibach',
  'Europe/London': 'edinburgh, londres, londra',
  'Europe/Luxembourg': 'luxemburg',
  'Europe/Moscow': 'moskau, moscou, moscú, st. petersburg, sankt petersburg',
  'Europe/Paris': 'parigi, parís',
  'Europe/Prague': 'prag, praga, praha',
  'Europe/Rome': 'rom, roma',
  'Europe/Stockholm': 'estocolmo, stoccolma',
  'Europe/Vienna': 'wien, vienne, viena',
  'Europe/Vilnius': 'wilna',
  'Europe/Warsaw': 'warschau, varsovie, varsovia, varsavia, warszawa',
  'Europe/Zagreb': 'agram',
  'Europe/Zurich': 'bern, berne, berna, zürich',
  'Pacific/Auckland': 'wellington',
};

const others = new Map(
  Object.entries(OTHERS).flatMap(([zone, names]) => names.split(', ').map((name) => [name, zone])),
);

/** The zone of a city; undefined for one that is not known. */
export function cityZone(city: string): string | undefined {
  const name = city.trim().toLowerCase();
  return name.length < 3 || name.length > 40 ? undefined : (others.get(name) ?? zoneNamedAfter(name));
}
