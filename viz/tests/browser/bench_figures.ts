// SPDX-License-Identifier: MIT
// How long figures of a large file take: bench_figures.ts FILE.tlview...
import { readFileSync } from 'node:fs';
import { Chromium, htmlWith } from '../support/browser';

const LONGEST = 300_000; // ms
const browser = await Chromium.start();
for (const file of process.argv.slice(2)) {
  const url = browser.write(htmlWith(readFileSync(file)));
  const { page, complaints } = await browser.open(`${url}#view=summary`, { width: 1200, height: 900 });
  const took: Record<string, number> = {};
  const lap = async (name: string, press: () => Promise<unknown>, shown: string): Promise<void> => {
    const begin = Date.now();
    await press();
    await page.waitForSelector(shown, { timeout: LONGEST });
    took[name] = Date.now() - begin;
  };
  const table = (text: string): string => `.grid[data-ready*='${text}']`;
  const head = (name: RegExp) => (): Promise<void> => page.getByRole('button', { name }).click();
  const groupBy = (column: string) => (): Promise<string[]> => page.getByLabel('Group by').selectOption(column);
  await lap('kinds', () => Promise.resolve(), '.kinds');
  await lap('places', () => page.locator('#tab-table').click(), table('"by":["place"]'));
  await lap('names', groupBy('name'), table('"by":["name"]'));
  await lap('objects', groupBy('none'), table('"by":[]'));
  await lap('sorted', head(/^Lifetime/), table('"sort":"lived"'));
  await lap('sorted by text', head(/^Place/), table('"sort":"place"'));
  await lap('filtered', () => page.locator('.text-filter').fill('a'), table('"text":"a"'));
  await lap('flame graph', () => page.locator('#tab-flame').click(), '.flame-scroll[data-ready]');
  await lap('scopes', () => page.locator('#tab-scopes').click(), '.grid[data-ready]');
  console.log(file, JSON.stringify(took), complaints);
  await page.context().close();
}
await browser.stop();
