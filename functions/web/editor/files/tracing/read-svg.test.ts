/** Drawings as they come, and as somebody who means harm would make them: points are taken, and nothing else of any. */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { ImportFault } from '../../../../shared/plan/import/import-fault.ts';
import { Plan } from '../../../../shared/plan/plan.ts';
import { after } from '../../model/commands.ts';
import { documentOf } from '../../model/hall-document.ts';
import { readMarkup } from './svg-markup.ts';
import { linesOfPath } from './path-data.ts';
import { readSvg } from './read-svg.ts';
import { shoelaceArea, simplified, tracedShapes } from './traced-shapes.ts';

const svg = (inside: string): string => `<svg xmlns="http://www.w3.org/2000/svg">${inside}</svg>`;
const pointsOf = (inside: string) => readSvg(svg(inside)).lines.map(({ points }) => points.map(Math.round));
const ends = (data: string) =>
  linesOfPath(data).map(({ points }) => points.slice(-2).map((value) => Math.round(value) + 0));

describe('forms', () => {
  test.each([
    ['<rect x="10" y="20" width="30" height="40"/>', [[0, 0, 30, 0, 30, 40, 0, 40]]],
    ['<g transform="translate(5,5) scale(2)"><line x1="0" y1="0" x2="1" y2="2"/></g>', [[0, 0, 2, 4]]],
    ['<rect width="10" height="20" transform="rotate(90 5 10)"/>', [[20, 0, 20, 10, 0, 10, 0, 0]]],
    ['<polyline points="0,0 10,5 20,0 7"/>', [[0, 0, 10, 5, 20, 0]]],
    ['<svg:path xmlns:svg="x" d="M0 0h10v10H0z"/>', [[0, 0, 10, 0, 10, 10, 0, 10]]],
    ['<path d="m0 0 5 5 5-5"/>', [[0, 0, 5, 5, 10, 0]]],
    ["<rect width='4' height='4' display='none'/><rect width='2' height='3'/>", [[0, 0, 2, 0, 2, 3, 0, 3]]],
  ])('%s', (inside, points) => {
    expect(pointsOf(inside)).toEqual(points);
  });

  test('curves end where they say, and pass where they must', () => {
    expect(ends('M0 0C0 10 10 10 10 0S20-10 20 0')).toEqual([[20, 0]]);
    expect(ends('M0 0Q5 10 10 0T20 0')).toEqual([[20, 0]]);
    expect(ends('M0 0A5 5 0 0 1 10 0')).toEqual([[10, 0]]);
    // Flags without anything between them, as programs write them.
    expect(ends('M0 0a5 5 0 0110 0')).toEqual([[10, 0]]);
    const arc = linesOfPath('M0 0A5 5 0 0 1 10 0')[0]?.points ?? [];
    expect(Math.min(...arc.filter((_, index) => index % 2 === 1))).toBeCloseTo(-5, 5);
  });

  test('a path that breaks off is what it was until then', () => {
    expect(ends('M0 0 L10 10 L')).toEqual([[10, 10]]);
    expect(ends('M0 0 L10 10 !')).toEqual([[10, 10]]);
    expect(linesOfPath('L1 1 2')).toHaveLength(1);
    expect(linesOfPath('')).toEqual([]);
  });
});

/** Whatever else is thrown is a fault of ours. */
function read(text: string): string {
  try {
    readMarkup(text);
  } catch (error) {
    if (!(error instanceof ImportFault)) throw error;
  }
  return 'read or refused';
}

describe('hostile', () => {
  test.each([
    ['a script', '<script>alert(1)</script><rect width="4" height="4"/>'],
    ['a script with a tag in it', '<script><![CDATA[ "</svg><rect width=9>" ]]></script><rect width="4" height="4"/>'],
    ['handlers', '<rect width="4" height="4" onload="alert(1)" onclick="alert(2)"/>'],
    ['a page', '<foreignObject><iframe src="javascript:alert(1)"/></foreignObject><rect width="4" height="4"/>'],
    ['pictures from elsewhere', '<image href="https://evil.example/x.png"/><rect width="4" height="4"/>'],
    ['parts of other files', '<use href="https://evil.example/x.svg#a"/><rect width="4" height="4"/>'],
    ['a style that loads', '<style>@import "https://evil.example/x.css"</style><rect width="4" height="4"/>'],
    ['an animation', '<animate attributeName="href" to="javascript:alert(1)"/><rect width="4" height="4"/>'],
    ['a path of script', '<rect width="4" height="4"/><path d="javascript:alert(1)"/>'],
  ])('%s: the rectangle is taken, and nothing but numbers', (_, inside) => {
    const { lines } = readSvg(svg(inside));
    expect(lines).toEqual([{ points: [0, 0, 4, 0, 4, 4, 0, 4], isClosed: true }]);
  });

  test('what is left out is told by the names of elements alone', () => {
    const { dropped } = readSvg(
      svg('<script>x</script><image href="a"/><text>Stage</text><rect width="1" height="1"/>'),
    );
    expect(dropped).toEqual(['script', 'image', 'text']);
  });

  test('entities are not looked up: neither those that multiply, nor those of files', () => {
    const bomb = `<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY lol "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
      <svg id="&lol;"><title>&f;</title><rect width="4" height="4"/></svg>`;
    expect(readMarkup(bomb).attributes.get('id')).toBe('&lol;');
    expect(readSvg(bomb).lines).toHaveLength(1);
  });

  test.each([
    ['is nested without end', '<g>'.repeat(100), 'nested deeper'],
    ['has a million elements', '<g/>'.repeat(900_000), 'more than 50000 elements'],
    ['has a million points', `<path d="M0 0${'L1 1'.repeat(200_000)}"/>`, 'more than 100000 points'],
    ['is too long', ' '.repeat(4_000_001), 'is longer than'],
    ['ends within a tag', '<rect width="4', 'ends within a tag'],
    ['has nothing', '', 'no lines'],
    ['is endless in its numbers', '<rect width="1e309" height="4"/><line x2="1e300"/>', 'no lines'],
  ])('one that %s is refused', (_, inside, why) => {
    expect(() => readSvg(svg(inside))).toThrow(why);
  });

  test('what is no SVG is refused', () => {
    expect(() => readSvg('<html><svg><rect width="1" height="1"/></svg></html>')).toThrow('is no SVG');
    expect(() => readSvg('no markup')).toThrow('is no markup');
  });

  test('whatever a file holds, it is read or refused, and in one pass', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '"',
      "'",
      '=',
      '<!',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      'svg',
      ' d',
      'M0 0',
      '&#x41;',
      '&a;',
      '[',
      ']',
      'a',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        expect(read(pieces.join(''))).toBe('read or refused');
      }),
    );
    // Each of these would take minutes if any of it were looked at twice.
    for (const one of ['<!x', '<!--', '<![CDATA[', '<a b=', '&#x', '<!DOCTYPE [', '" ', '< '])
      expect(() => readSvg(svg(one.repeat(400_000)))).toThrow(/./);
  });
});

describe('shapes of a drawing', () => {
  const hall = documentOf({ sections: [] }, { shapes: [] }, []);

  test('outlines become areas where the drawing lies, the largest first; lines and signs do not', () => {
    const drawing = readSvg(
      svg(
        '<rect x="20" y="20" width="10" height="10"/><rect width="100" height="50"/><line x2="90" y2="9"/><circle cx="5" cy="5" r="1"/>',
      ),
    );
    const made = tracedShapes(hall, drawing, { at: [0, 0], width: 1_000 }, '1');
    const shapes = made ? (after(hall, made).plan.shapes ?? []) : [];
    expect(shapes.filter(({ kind }) => kind === 'area')).toEqual([
      { kind: 'area', outline: [-500, -250, 500, -250, 500, 250, -500, 250], floor: '1' },
      { kind: 'area', outline: [-300, -50, -200, -50, -200, 50, -300, 50], floor: '1' },
    ]);
  });

  test('however many corners a drawing has, a plan takes the shapes', () => {
    const many = Array.from({ length: 30_000 }, (_, at) => `${1_000 * Math.cos(at)},${1_000 * Math.sin(at * 1.01)}`);
    const made = tracedShapes(
      hall,
      readSvg(svg(`<polygon points="${many.join(' ')}"/>`)),
      { at: [0, 0], width: 9_000 },
      undefined,
    );
    expect(made && Plan.safeParse(after(hall, made).plan).success).toBe(true);
  });

  test('few corners show what many did', () => {
    const ring = Array.from({ length: 720 }, (_, at) => [
      1_000 * Math.cos((at * Math.PI) / 360),
      1_000 * Math.sin((at * Math.PI) / 360),
    ]).flat();
    const few = simplified(ring, 8);
    expect(few.length / 2).toBeLessThan(60);
    expect(shoelaceArea(few) / shoelaceArea(ring)).toBeGreaterThan(0.98);
  });
});
