// SPDX-License-Identifier: MIT
// How long a file takes to open, and how long frames take while a view is moved and zoomed: bench.ts FILE.tlview...
// VIEW names another view than lifetimes.
import { readFileSync, statSync } from 'node:fs';
import { Chromium, htmlWith } from '../support/browser';

const FRAMES = 240;

function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const browser = await Chromium.start();
for (const file of process.argv.slice(2)) {
  const url = browser.write(htmlWith(readFileSync(file)));
  const view = process.env.VIEW ?? 'lifetimes';
  const { page, complaints } = await browser.open(`${url}#view=${view}`, { width: 1600, height: 900 });
  await page.waitForSelector('.top-bar', { timeout: 300_000 });
  const shown = await page.evaluate(() => performance.getEntriesByName('tlscope-shown')[0]?.startTime ?? -1);
  await page.waitForSelector(view === 'timeline' ? '.plot' : '.lanes[data-ready="true"]', { timeout: 300_000 });
  const drawn = await page.evaluate(() => performance.now());
  const frames = await page.evaluate(async (count) => {
    const plot = document.querySelector('.view .plot') as HTMLElement;
    const box = plot.getBoundingClientRect();
    const wheel = (deltaX: number, deltaY: number): void => {
      const at = { clientX: box.left + box.width * 0.6, clientY: box.top + box.height / 2, bubbles: true, cancelable: true };
      plot.dispatchEvent(new WheelEvent('wheel', { deltaX, deltaY, ...at }));
    };
    const intervals: number[] = [];
    const work: number[] = [];
    let last = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    for (let i = 0; i < count; i++) {
      const phase = Math.floor(i / 60) % 4;
      wheel(phase === 1 ? 25 : phase === 3 ? -25 : 0, phase === 0 ? -60 : phase === 2 ? 40 : 0);
      const before = performance.now();
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      await new Promise((resolve) => setTimeout(resolve, 0));
      work.push(performance.now() - Math.max(before, now));
      intervals.push(now - last);
      last = now;
    }
    return { intervals, work };
  }, FRAMES);
  const figures = {
    megabytes: +(statSync(file).size / 1e6).toFixed(1),
    shown_ms: Math.round(shown),
    lanes_ms: Math.round(drawn),
    frame_p50: +percentile(frames.intervals, 0.5).toFixed(1),
    frame_p95: +percentile(frames.intervals, 0.95).toFixed(1),
    frame_max: +percentile(frames.intervals, 1).toFixed(1),
    work_p95: +percentile(frames.work, 0.95).toFixed(1),
    complaints,
  };
  console.log(file, JSON.stringify(figures));
  await page.context().close();
}
await browser.stop();
