/** What a process tells of itself. */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { watchFigure } from './telemetry.ts';

/** Looks at the loop so often. */
const RESOLUTION_MS = 20;

export function watchProcess(look: typeof watchFigure): void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  look('nodejs.eventloop.delay.p99', () => {
    // What it counts has the time between two looks in it.
    const late = Math.max(0, delay.percentile(99) / 1e9 - RESOLUTION_MS / 1e3);
    delay.reset();
    return [[late]];
  });
  let last = performance.eventLoopUtilization();
  look('nodejs.eventloop.utilization', () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return [[utilization]];
  });
  look('process.cpu.time', () => {
    const { user, system } = process.cpuUsage();
    return [[(user + system) / 1e6]];
  });
  look('process.memory.usage', () => [[process.memoryUsage.rss()]]);
}
