/**
 * A picture for who shares the link to an event that has none of its own: a hall as dots, row behind row, in colours that follow from the event's
 * id. Drawn here, as PNG, for those who show links take no SVG.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import type { PlainAnswer } from '../../shared/http/call.ts';
import { Content } from '../../shared/http/content.ts';
import { Memo } from '../../shared/memo.ts';

const WIDTH = 1_200;
const HEIGHT = 630;
/** A byte for the filter at the head of each line. */
const LINE_BYTES = 1 + WIDTH * 3;
const WEEK = 'public, max-age=604800';

/** Background, and the colours of seats; the first of these is most. */
const PALETTES: readonly (readonly number[])[] = [
  [0x1f1a2e, 0x8f1d4e, 0xe6b450, 0xf3efe6],
  [0x10242f, 0x2f7f86, 0xf2a65a, 0xf1ede2],
  [0x2a1410, 0xc2502a, 0xf0c987, 0xf6eee3],
  [0x16210f, 0x5d7f3a, 0xe2d17a, 0xf2f0e4],
  [0x1a1533, 0x5b4bb5, 0xe88aa8, 0xefeaf7],
];

const toDeflated = promisify(deflate);
const drawn = new Memo<Promise<Buffer>>(50);

/**
 * The picture of an event, whoever asks: no event is looked for, and so there are as many as there are ids.
 * @param admit is asked before one is drawn, which takes 25 ms of CPU; what it throws goes to the caller
 */
export async function drawnPicture(eventId: string, admit: () => void): Promise<PlainAnswer> {
  let known = drawn.get(eventId);
  if (!known) {
    admit();
    drawn.set(eventId, (known = pictureOf(eventId)));
  }
  const bytes = await known;
  return {
    status: 200,
    body: new PictureContent(bytes),
    headers: { 'content-type': 'image/png', 'cache-control': WEEK, 'cross-origin-resource-policy': 'cross-origin' },
  };
}

/** It is compressed already. */
class PictureContent extends Content<string> {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    super(() => '');
    this.#bytes = bytes;
  }

  override get plain(): Buffer {
    return this.#bytes;
  }
}

async function pictureOf(eventId: string): Promise<Buffer> {
  const seed = createHash('sha256').update(eventId).digest();
  const [background = 0, ...colours] = PALETTES[seed.readUInt8(0) % PALETTES.length] ?? [];
  const pixels = Buffer.alloc(HEIGHT * LINE_BYTES);
  const line = Buffer.alloc(LINE_BYTES);
  for (let x = 0; x < WIDTH; x++) put(line, x, 0, background, 1);
  for (let y = 0; y < HEIGHT; y++) line.copy(pixels, y * LINE_BYTES);
  seats(seed).forEach(({ x, y, radius, colour }) => dot(pixels, x, y, radius, colours[colour] ?? 0));
  return png(await toDeflated(pixels));
}

interface Dot {
  x: number;
  y: number;
  radius: number;
  colour: number;
}

/** Rows on arcs around a stage below the middle of the lower edge. */
function seats(seed: Buffer): Dot[] {
  const dots: Dot[] = [];
  const bend = 0.85 + seed.readUInt8(1) / 500;
  for (let row = 0; row < 13; row++) {
    const distance = 190 + row * 46;
    const count = Math.round((distance * 2 * bend) / 40);
    const size = 9 + row * 0.55;
    for (let place = 0; place < count; place++) {
      const angle = (place / (count - 1) - 0.5) * 2 * bend;
      // An aisle in the middle.
      if (Math.abs(angle) < 0.035) continue;
      const shade = seed.readUInt8((row * 7 + place) % 32);
      dots.push({
        x: WIDTH / 2 + Math.sin(angle) * distance * 1.06,
        y: HEIGHT + 60 - Math.cos(angle) * distance,
        radius: size,
        colour: shade < 24 ? 2 : shade < 70 ? 1 : 0,
      });
    }
  }
  return dots;
}

/** A filled circle with a soft edge. */
function dot(pixels: Buffer, cx: number, cy: number, radius: number, colour: number): void {
  for (let y = Math.max(0, Math.floor(cy - radius - 1)); y <= Math.min(HEIGHT - 1, cy + radius + 1); y++) {
    for (let x = Math.max(0, Math.floor(cx - radius - 1)); x <= Math.min(WIDTH - 1, cx + radius + 1); x++) {
      const cover = radius + 0.5 - Math.hypot(x + 0.5 - cx, y + 0.5 - cy);
      if (cover > 0) put(pixels, x, y, colour, Math.min(1, cover));
    }
  }
}

/** Lays a colour over what is there. */
function put(pixels: Buffer, x: number, y: number, colour: number, cover: number): void {
  const at = y * LINE_BYTES + 1 + x * 3;
  for (let channel = 0; channel < 3; channel++) {
    const value = (colour >> (16 - 8 * channel)) & 0xff;
    const under = pixels.readUInt8(at + channel);
    pixels.writeUInt8(Math.round(under + (value - under) * cover), at + channel);
  }
}

/** PNG (ISO 15948): signature, header, data, end; 8 bits a channel, RGB. */
function png(data: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
