/** HTML as text: what its reader sees, in lines. In linear time, and of whatever is no tag nothing is lost. */

/** Begins and ends a line. */
const BLOCKS = new Set(
  'address article aside blockquote body caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);
/** Is not shown, with all that is in it. */
const UNSEEN = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'svg']);
const INLINE =
  'a abbr acronym b bdi bdo big br cite code del dfn em font i iframe img input ins kbd label link mark meta o:p q s samp small span strike strong sub sup td th time tt u var wbr';
const KNOWN = new Set([...BLOCKS, ...UNSEEN, ...INLINE.split(' ')]);
const TAG = /^<(\/?)([a-z][a-z0-9:]*)(?=[\s/>])/i;

/** The names of U+00A0 to U+00FF in HTML, in order; then those of some others that texts have. */
const LATIN =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';
const NAMED = new Map<string, string>([
  ...LATIN.split(' ').map((name, index): [string, string] => [name, String.fromCodePoint(0xa0 + index)]),
  ...Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", ndash: '–', mdash: '—', hellip: '…' }),
  ...Object.entries({
    lsquo: '‘',
    rsquo: '’',
    sbquo: '‚',
    ldquo: '“',
    rdquo: '”',
    bdquo: '„',
    lsaquo: '‹',
    rsaquo: '›',
  }),
  ...Object.entries({ bull: '•', dagger: '†', permil: '‰', euro: '€', trade: '™', minus: '−', rarr: '→', larr: '←' }),
  ...Object.entries({
    OElig: 'Œ',
    oelig: 'œ',
    Scaron: 'Š',
    scaron: 'š',
    Zcaron: 'Ž',
    zcaron: 'ž',
    Ccaron: 'Č',
    ccaron: 'č',
  }),
  ...Object.entries({ ensp: ' ', emsp: ' ', thinsp: ' ', zwnj: '\u200c', zwj: '\u200d', lrm: '\u200e', rlm: '\u200f' }),
]);
/** What numbers from 128 on mean in HTML: those of Windows-1252. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** A text with its character references (`&amp;`, `&#8211;`) as the characters they stand for. What is none stays. */
export function withoutReferences(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z][a-z0-9]{1,7}));/gi, (all, decimal, hex, name) => {
    if (name !== undefined) return NAMED.get(name as string) ?? all;
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    if (code === 0 || code > 0x10_ffff || (code >= 0xd800 && code <= 0xdfff)) return all;
    return code >= 0x80 && code <= 0x9f ? (WINDOWS[code - 0x80] ?? all) : String.fromCodePoint(code);
  });
}

/** Whether there is a tag in a text that HTML knows. Else `<` is a sign like others. */
export function isHtml(text: string): boolean {
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    const name = TAG.exec(text.slice(at, at + 20))?.[2]?.toLowerCase();
    if (name !== undefined && KNOWN.has(name)) return true;
  }
  return false;
}

/** What a reader of HTML sees; of a text without tags, the text itself with its references read. */
export function textInHtml(text: string): string {
  return isHtml(text) ? new Reader(text).read() : withoutReferences(text).trim();
}

class Reader {
  readonly #html: string;
  readonly #small: string;
  #at = 0;
  readonly #said: string[] = [];
  /** What was said last ends so. */
  #last = '';
  /** Where the link leads to that is open, and what stood before it. */
  #link: { to: string; from: number } | undefined;
  #isPlain = 0;

  constructor(html: string) {
    this.#html = html;
    this.#small = html.toLowerCase();
  }

  read(): string {
    const html = this.#html;
    const last = html.lastIndexOf('>');
    while (this.#at < html.length) {
      const open = html.indexOf('<', this.#at);
      if (open < 0 || open > last) break;
      this.#say(html.slice(this.#at, open));
      this.#at = open;
      this.#tag();
    }
    this.#say(html.slice(this.#at));
    return this.#said
      .join('')
      .split('\n')
      .map((line) => line.trim())
      .join('\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim();
  }

  /** Spaces and breaks of the source are one space. */
  #say(text: string): void {
    const said = withoutReferences(this.#isPlain > 0 ? text : text.replaceAll(/[ \t\r\n\f]+/g, ' '));
    const isAtSpace = this.#last === '' || this.#last === '\n' || this.#last === ' ';
    this.#add(isAtSpace ? said.replace(/^ /, '') : said);
  }

  #add(text: string): void {
    if (text === '') return;
    this.#said.push(text);
    this.#last = text.at(-1) ?? '';
  }

  #break(): void {
    if (this.#last !== '' && this.#last !== '\n') this.#add('\n');
  }

  #tag(): void {
    const html = this.#html;
    if (html.startsWith('<!--', this.#at)) return this.#skip('-->', 4, 3);
    if (/^<[!?]/.test(html.slice(this.#at, this.#at + 2))) return this.#skip('>', 2, 1);
    const [whole = '', slash, name = ''] = TAG.exec(html.slice(this.#at, this.#at + 20)) ?? [];
    if (!KNOWN.has(name.toLowerCase())) {
      this.#say('<');
      this.#at += 1;
      return;
    }
    const end = html.indexOf('>', this.#at);
    const attributes = html.slice(this.#at + whole.length, end);
    this.#at = end + 1;
    if (slash) this.#close(name.toLowerCase());
    else this.#open(name.toLowerCase(), attributes);
  }

  #open(name: string, attributes: string): void {
    if (UNSEEN.has(name)) {
      if (!attributes.endsWith('/')) this.#skip(`</${name}`, 0, 0);
    } else if (name === 'br') this.#add('\n');
    else if (name === 'a') this.#link = { to: linkIn(attributes), from: this.#said.length };
    else if (name === 'td' || name === 'th') this.#say(' ');
    else if (BLOCKS.has(name)) {
      this.#break();
      if (name === 'li') this.#add('- ');
      if (name === 'pre') this.#isPlain += 1;
    }
  }

  #close(name: string): void {
    if (name === 'a') {
      const { to = '', from = 0 } = this.#link ?? {};
      this.#link = undefined;
      if (to !== '' && !this.#said.slice(from).join('').includes(to.replace(/\/$/, ''))) this.#add(` (${to})`);
    } else if (BLOCKS.has(name)) {
      this.#break();
      if (name === 'p' || /^h\d$/.test(name)) this.#add('\n');
      if (name === 'pre') this.#isPlain = Math.max(0, this.#isPlain - 1);
    }
  }

  /** Goes on behind an end; without one, nothing of the rest is shown. */
  #skip(end: string, from: number, length: number): void {
    const at = this.#small.indexOf(end, this.#at + from);
    this.#at = at < 0 ? this.#html.length : at + length;
  }
}

/** Pages and mail addresses; what runs a program, or leads into the file, is no link. */
function linkIn(attributes: string): string {
  const [, quoted, single, bare] = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(attributes) ?? [];
  const to = withoutReferences(quoted ?? single ?? bare ?? '').trim();
  return /^https?:\/\/\S+$/i.test(to) ? to : /^mailto:[^\s?]+$/i.test(to) ? to.slice('mailto:'.length) : '';
}
