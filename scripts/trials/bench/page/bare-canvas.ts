/**
 * What 300 changes cost where next to nothing is done with them: a page that has nothing but a canvas as large as our map, follows the same stream and
 * draws once for each message with seats. What a browser uses for that on a machine is the floor of what a map can cost there.
 */
import type { Page } from 'playwright-core';
import { BOWL_SEATS } from './bowl-on-sale.ts';

/** Redrawn empty, or with a pixel for each seat, as they are written one by one. */
export type BareDrawing = 'empty' | 'pixels';

/** Puts it into a page of the same site, whose own policy is bypassed. */
export async function openBareCanvas(page: Page, url: string, id: string, drawing: BareDrawing): Promise<void> {
  await page.goto(`${url}/v1/events/${id}`);
  const width = Math.min(620, (page.viewportSize()?.width ?? 0) - 32);
  await page.setContent(
    `<!doctype html><meta name="viewport" content="width=device-width">
<canvas style="display: block; width: ${width}px; height: ${width * 0.75}px"></canvas>`,
  );
  const stream = `${url}/v1/events/${id}/availability/stream`;
  await page.locator('canvas').evaluate(followBare, { stream, drawing, width, seats: BOWL_SEATS });
}

interface Followed {
  stream: string;
  drawing: BareDrawing;
  width: number;
  seats: number;
}

/** In the page. */
async function followBare(
  canvas: HTMLElement | SVGElement,
  { stream, drawing, width, seats }: Followed,
): Promise<void> {
  if (!(canvas instanceof HTMLCanvasElement)) return;
  [canvas.width, canvas.height] = [width * devicePixelRatio, width * 0.75 * devicePixelRatio];
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('there is no canvas');
  const image = context.createImageData(canvas.width, canvas.height);
  const words = new Uint32Array(image.data.buffer);
  const columns = Math.ceil(Math.sqrt((seats * 4) / 3));
  const taken = new Uint8Array(seats);
  let frames = 0;
  const draw = (): void => {
    frames++;
    if (drawing === 'empty') {
      context.fillStyle = frames % 2 ? '#fff' : '#eee';
      context.fillRect(0, 0, canvas.width, canvas.height);
      return;
    }
    words.fill(0xff_ff_ff_ff);
    for (let seat = 0; seat < seats; seat++) {
      const x = Math.round(((seat % columns) * canvas.width) / columns);
      const y = Math.round((Math.floor(seat / columns) * canvas.width) / columns);
      words[y * canvas.width + x] = taken[seat] ? 0xff_76_76_72 : 0xff_9c_6c_30;
    }
    context.putImageData(image, 0, 0);
  };
  draw();
  const { body } = await fetch(stream);
  if (!body) throw new Error('there is no stream');
  const pieces = body.pipeThrough(new TextDecoderStream()).getReader();
  const follow = async (): Promise<void> => {
    let text = '';
    for (;;) {
      const { done, value } = await pieces.read();
      if (done) return;
      const lines = (text + value).split('\n');
      text = lines.pop() ?? '';
      let isOther = false;
      for (const line of lines) {
        if (!line.startsWith('data: ')) continue;
        const told = JSON.parse(line.slice(6)) as Record<'free' | 'held' | 'sold', [number, number][] | string>;
        for (const [state, spans] of [told.free, told.held, told.sold].entries())
          if (typeof spans === 'object')
            for (const [from, to] of spans) {
              taken.fill(state, from, to + 1);
              isOther = true;
            }
      }
      if (isOther) requestAnimationFrame(draw);
    }
  };
  void follow();
}
