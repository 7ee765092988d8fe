/** The time zones of IANA, each by one name: the one that IANA prefers today. */

/**
 * ICU, which answers for this runtime, keeps the name by which it first knew a zone. For each that IANA has renamed since
 * (the zones of `zone.tab`, 2025b), the name of today.
 */
const RENAMED: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/**
 * What ICU takes beside IANA's names: abbreviations of old Java, which elsewhere mean other zones (BST is Dhaka there, and London in
 * London). IANA has EST, MST, HST and the like.
 */
const ABBREVIATIONS = new Set(
  'ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST'.split(' '),
);

/** Of a zone as a runtime names it, which may be by a name of before. */
export const nameOfToday = (known: string): string => RENAMED[known] ?? known;

/** The name of a zone, given in any case or by a former name (`us/pacific`, `Asia/Calcutta`); undefined for what is none. */
export function canonicalZone(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined; // the runtime takes plain offsets too
  if (ABBREVIATIONS.has(name.toUpperCase()) || /^systemv\//i.test(name)) return undefined;
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    return nameOfToday(known);
  } catch {
    return undefined;
  }
}
