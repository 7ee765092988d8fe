import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isHtml, textInHtml, withoutReferences } from './html-text.ts';

describe('what a reader sees', () => {
  it.each([
    ['paragraphs and breaks', '<p>One<br>two</p><p>Three\n  four</p>', 'One\ntwo\n\nThree four'],
    ['marks within a line', 'a <b>bold</b> <i class="x">word</i>, H<sub>2</sub>O', 'a bold word, H2O'],
    ['lists', '<ul><li>one</li><li>two<ul><li>three</li></ul></li></ul>', '- one\n- two\n- three'],
    [
      'tables',
      '<table><tr><td>19:00</td><td>Doors</td></tr><tr><td>20:00</td><td>Show</td></tr></table>',
      '19:00 Doors\n20:00 Show',
    ],
    [
      'links, where they say another thing',
      '<a href="https://x.example/a?b=1&amp;c=2">Tickets</a>',
      'Tickets (https://x.example/a?b=1&c=2)',
    ],
    [
      'links that say where they lead',
      "<a target=_blank href='https://x.example/'>https://x.example</a>",
      'https://x.example',
    ],
    ['mail addresses', '<a href=mailto:ada@x.example>Ada</a>', 'Ada (ada@x.example)'],
    ['no links that do something', '<a href="javascript:alert(1)">Here</a> <a href="#top">up</a>', 'Here up'],
    [
      'nothing of programs, styles, comments',
      '<style>p{}</style>a<script>if (a<b) "</p>"</SCRIPT>b<!-- <p>c --> d',
      'ab d',
    ],
    [
      'a whole page',
      '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">\n<HTML>\n<HEAD><TITLE></TITLE></HEAD>\n<BODY>\n<P DIR=LTR><SPAN LANG="de">Grüße</SPAN></P>\n\n</BODY>\n</HTML>',
      'Grüße',
    ],
    [
      'of Outlook',
      '<p class=MsoNormal>Hello<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p>you</p>',
      'Hello\n\nyou',
    ],
    ['text set by hand', '<pre>a\n  b</pre>', 'a\nb'],
    [
      'references, once',
      '<p>&lt;b&gt; &amp;amp; &#8211; &#x1F3BB; &eacute; &#150; &nosuch; &amp</p>',
      '<b> &amp; – 🎻 é – &nosuch; &amp',
    ],
    ['signs that are no tags', '<p>1 < 2 > 0, <3, <you>, a<b', '1 < 2 > 0, <3, <you>, a<b'],
    ['what is cut off', '<p>One</p><a href="https://x.ex', 'One\n\n<a href="https://x.ex'],
    ['what nobody closed', '<p>One<p>Two<li>three<script>four', 'One\nTwo\n- three'],
  ])('%s', (_, html, text) => {
    expect(textInHtml(html)).toBe(text);
  });
});

test.each(['a < b > c', '<3', 'x <you@x.example> y', 'List<String>', '<>', 'p>q', '<brand>'])(
  'no HTML, and so as it stands: %s',
  (text) => {
    expect(isHtml(text)).toBe(false);
    expect(textInHtml(text)).toBe(text);
  },
);

test('references of characters that there are not stay', () => {
  for (const text of ['&#0;', '&#xd800;', '&#9999999;', '&#x110000;', '&;', 'R&B;', 'AT&T'])
    expect(withoutReferences(text)).toBe(text);
});

test('whatever it is, it is read in a moment, and no tag that is known is left in it', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '</',
    '<p>',
    '</p>',
    '<a href="',
    '"',
    '<!--',
    '-->',
    '<script>',
    '<li/>',
    '&amp;',
    'a',
    ' ',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      expect(textInHtml(pieces.join(''))).not.toMatch(/<(?:p|li|script)>/);
    }),
  );
  for (const one of [
    '<',
    '<p',
    '<a ',
    '<!--',
    '<script>',
    '<p>',
    '&#',
    '</',
    '<pre>',
    '<a href="x',
    '<a href="http://x.example">a',
    '<b>x</b> ',
    '<br>y',
  ])
    expect(textInHtml(`<p>${one.repeat(500_000)}`).length).toBeLessThan(20_000_000);
}, 20_000);
