/** Hands on the map of a page: a finger that moves it and two that make it larger, once a frame, as fast as frames come. */
import type { Page } from 'playwright-core';

/** How much of the hall is drawn, as the map says it. */
export type MapLevel = 'areas' | 'dots' | 'seats' | 'numbers';

const CANVAS = '.seats-map canvas';

/** Makes the map larger or smaller, around its middle, until it draws so much. */
export async function showLevel(page: Page, level: MapLevel): Promise<void> {
  await page.locator(CANVAS).scrollIntoViewIfNeeded();
  await page.locator(CANVAS).evaluate(async (canvas, wanted) => {
    const order = ['areas', 'dots', 'seats', 'numbers'];
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const at = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true };
    for (let turn = 0; turn < 400; turn++) {
      const now = canvas.dataset['level'] ?? 'areas';
      if (now === wanted) return;
      const deltaY = order.indexOf(now) < order.indexOf(wanted) ? -12 : 12;
      canvas.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY, ctrlKey: true }));
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    throw new Error(`the map does not come to ${wanted}`);
  }, level);
}

/** Moves the map so many frames long, to and fro. */
export async function panFrames(page: Page, frames: number): Promise<void> {
  await page.locator(CANVAS).evaluate(async (canvas, count) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    let [x, y] = [left + width / 2, top + height / 2];
    const finger = (type: string): boolean =>
      canvas.dispatchEvent(
        new PointerEvent(type, {
          pointerId: 7,
          pointerType: 'touch',
          button: 0,
          clientX: x,
          clientY: y,
          bubbles: true,
        }),
      );
    finger('pointerdown');
    for (let frame = 0; frame < count; frame++) {
      const isBack = Math.floor(frame / 20) % 2 === 1;
      [x, y] = [x + (isBack ? -9 : 9), y + (isBack ? -5 : 5)];
      finger('pointermove');
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    finger('pointerup');
  }, frames);
}

/** Makes the map larger and smaller, a little a frame, so many frames long. */
export async function zoomFrames(page: Page, frames: number): Promise<void> {
  await page.locator(CANVAS).evaluate(async (canvas, count) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const at = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true };
    for (let frame = 0; frame < count; frame++) {
      const deltaY = Math.floor(frame / 10) % 2 === 1 ? 3 : -3;
      canvas.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY, ctrlKey: true }));
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }, frames);
}

/** So many frames in which nothing is drawn: what a frame costs by itself. */
export async function idleFrames(page: Page, frames: number): Promise<void> {
  await page.evaluate(async (count) => {
    for (let frame = 0; frame < count; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, frames);
}
