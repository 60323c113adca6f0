// SPDX-License-Identifier: MIT
// Screenshots to look at: every view named, light and dark, at three widths. shots.ts OUT FILE.tlview HASH...
// COMPARE names a second file, SIZES, THEMES and WAIT say what else is wanted.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chromium } from '../support/browser';

const [out, file, ...hashes] = process.argv.slice(2);
const sizes = (process.env.SIZES ?? '400,1000,1600').split(',').map(Number);
const themes = (process.env.THEMES ?? 'light,dark').split(',');
const browser = await Chromium.start();
const data = readFileSync(file);
for (const hash of hashes) {
  for (const width of sizes) {
    for (const theme of themes) {
      const { page, complaints } = await browser.openData(data, `#${hash}`, { width, height: width < 600 ? 800 : 900, dark: theme === 'dark' });
      if (process.env.COMPARE !== undefined) {
        await page.locator('#tab-summary').click();
        await page.locator('.compare-with input').setInputFiles(process.env.COMPARE);
        await page.waitForSelector('.compare-line');
        await page.evaluate((text) => { location.hash = text; }, hash);
      }
      await page.waitForTimeout(Number(process.env.WAIT ?? 700));
      const name = `${hash.replace(/[^a-z0-9]+/gi, '-')}-${width}-${theme}.png`;
      await page.screenshot({ path: join(out, name) });
      console.log(name, complaints);
      await page.context().close();
    }
  }
}
await browser.stop();
