/** The same hall the usual way: SVG, a node a seat, of which the view is moved. What a frame of that costs is what the map is held against. */
import { layoutOf } from '../../../../functions/shared/plan/layout.ts';
import type { DrawnChart } from '../../../../functions/shared/plan/drawn-chart.ts';
import type { Plan } from '../../../../functions/shared/plan/plan.ts';
import type { Page } from 'playwright-core';

/** Puts it into an empty page, as large as our map is. */
export async function drawSvgHall(
  page: Page,
  chart: DrawnChart & { plan?: Plan },
  width: number,
  height: number,
): Promise<void> {
  const { bounds, sections } = layoutOf(chart, chart.plan);
  const seats = sections.flatMap(({ x, y }) => Array.from(x, (at, index) => [at, y[index] ?? 0] as const));
  const circles = seats.map(
    ([x, y], index) => `<circle cx="${x}" cy="${y}" r="20" fill="${index % 2 ? '#888' : '#306c9c'}"/>`,
  );
  const view = [bounds.left, bounds.top, bounds.right - bounds.left, bounds.bottom - bounds.top].join(' ');
  await page.setContent(
    `<!doctype html><svg width="${width}" height="${height}" viewBox="${view}">${circles.join('')}</svg>`,
  );
}

/** Moves it, to and fro, so many frames long. */
export async function panSvgFrames(page: Page, frames: number): Promise<void> {
  await page.locator('svg').evaluate(async (svg, count) => {
    const [x = 0, y = 0, width = 0, height = 0] = (svg.getAttribute('viewBox') ?? '').split(' ').map(Number);
    for (let frame = 0; frame < count; frame++) {
      const by = ((frame % 20) * width) / 100;
      svg.setAttribute('viewBox', `${x + by} ${y} ${width} ${height}`);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }, frames);
}
