// SPDX-License-Identifier: MIT
// What stands on lanes, beside and below them: marks, titles, axes, the table, at any size of the window.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { Chromium } from '../support/browser';
import { close, lanesReady } from '../support/session';
import { synthetic } from '../support/synthetic';
import { writeContainer } from '../support/writer';

let browser: Chromium;

before(async () => {
  browser = await Chromium.start();
});
after(() => browser.stop());

interface Text {
  text: string;
  x: number; // of the page
  lanes: boolean; // on the lanes, else on the strip
}

// All that lanes and strip have written when they are drawn anew.
async function written(page: Page): Promise<Text[]> {
  await page.evaluate(() => {
    const list: Text[] = [];
    const write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
      const plot = this.canvas.closest('.lanes') ?? document.querySelector('.strip-plot'); // the strip's are on a canvas of its own first
      list.push({ text, x: x + (plot?.getBoundingClientRect().left ?? 0), lanes: this.canvas.closest('.lanes') !== null });
      write.call(this, text, x, y, ...rest);
    };
    Object.assign(window, { written: list });
  });
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  await page.setViewportSize({ width: width - 7, height });
  await page.waitForTimeout(700);
  return page.evaluate(() => (window as unknown as { written: Text[] }).written); // the last of each is what stays
}

function manyScopes(scopes: number): Uint8Array {
  const rows = Array.from({ length: scopes + 1 }, (_, i) => i);
  const objects = rows.slice(1);
  return writeContainer([
    { name: 'report', encoding: 'json', values: { summary: { program: 'p', duration_ns: 1e6, by_kind: {} } } },
    { name: 'strings', encoding: 'json', values: ['', ...objects.map((i) => `loop.tl:${i} (step)`)] },
    { name: 'site.label', encoding: 'varint', values: rows },
    { name: 'scopepath.parent', encoding: 'varint', values: rows.map(() => 0) },
    { name: 'scopepath.site', encoding: 'varint', values: rows },
    { name: 'object.birth', encoding: 'delta', values: objects.map((i) => i * 10) },
    { name: 'object.lifetime', encoding: 'varint', values: objects.map(() => 400) },
    { name: 'object.size', encoding: 'varint', values: objects.map((i) => 10 * (scopes - i)) },
    { name: 'object.kind', encoding: 'u8', values: objects.map(() => 2) },
    { name: 'object.scope', encoding: 'varint', values: objects },
  ]);
}

test('bands too low for titles of their own have one for several, which tells how many more', async () => {
  const scopes = 3000;
  const opened = await browser.openData(manyScopes(scopes), '#view=lifetimes&rows=scope');
  const { page } = opened;
  await lanesReady(page);
  const titles = new Map((await written(page)).filter(({ lanes, text }) => lanes && text.includes('loop.tl')).map(({ text }) => [text, /\+([\d,]+)$/.exec(text)?.[1]]));
  assert.ok(titles.size > 20, `${titles.size} titles`);
  assert.ok([...titles.keys()].some((text) => text.startsWith('1 › loop.tl:1 (step)')), [...titles.keys()].join());
  const told = [...titles.values()].reduce((sum, more) => sum + 1 + Number((more ?? '0').replace(',', '')), 0);
  assert.ok(Math.abs(told - scopes) <= scopes / 20, `${told} bands told of`);
  const box = await page.locator('.lanes').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 40, box.y + box.height - 2);
  await page.locator('.tooltip', { hasText: /loop\.tl:29\d\d \(step\)/ }).waitFor();
  await close(opened);
});

test('a band that is low and the last one has its title, too', async () => {
  const objects = Array.from({ length: 401 }, (_, i) => i);
  const data = writeContainer([
    { name: 'report', encoding: 'json', values: { summary: { program: 'p', duration_ns: 1e6, by_kind: {} } } },
    { name: 'strings', encoding: 'json', values: ['', 'many.tl:1 (step)', 'one.tl:2 (step)'] },
    { name: 'site.label', encoding: 'varint', values: [0, 1, 2] },
    { name: 'object.birth', encoding: 'delta', values: objects.map((i) => i * 10) },
    { name: 'object.lifetime', encoding: 'varint', values: objects.map(() => 9e5) },
    { name: 'object.size', encoding: 'varint', values: objects.map(() => 64) },
    { name: 'object.kind', encoding: 'u8', values: objects.map(() => 2) },
    { name: 'object.site', encoding: 'varint', values: objects.map((i) => (i === 400 ? 2 : 1)) },
  ]);
  const opened = await browser.openData(data, '#view=lifetimes&rows=site');
  await lanesReady(opened.page);
  const titles = (await written(opened.page)).map(({ text }) => text);
  assert.ok(titles.includes('many.tl:1 (step)') && titles.includes('one.tl:2 (step)'), titles.join());
  await close(opened);
});

test('entries of the ledger are marked above and below the name of a bar, not across it', async () => {
  const data = writeContainer([
    { name: 'report', encoding: 'json', values: { summary: { program: 'p', duration_ns: 1000, by_kind: {} } } },
    { name: 'strings', encoding: 'json', values: [''] },
    { name: 'object.birth', encoding: 'delta', values: [0] },
    { name: 'object.lifetime', encoding: 'varint', values: [1000] },
    { name: 'object.kind', encoding: 'u8', values: [2] },
    { name: 'tick.object', encoding: 'delta', values: [0, 0] },
    { name: 'tick.time', encoding: 'delta', values: [10, 20] },
    { name: 'tick.what', encoding: 'u8', values: [2, 3] },
  ]);
  const opened = await browser.openData(data, '#view=lifetimes');
  const { page } = opened;
  await lanesReady(page);
  await page.evaluate(() => {
    const marks: number[][] = [];
    const names: number[] = [];
    const { fillRect, fillText } = CanvasRenderingContext2D.prototype;
    const ink = getComputedStyle(document.documentElement).getPropertyValue('--text').trim();
    CanvasRenderingContext2D.prototype.fillRect = function (x, y, width, height) {
      if (width === 1 && this.canvas.closest('.lanes') !== null && this.fillStyle === ink) {
        marks.push([y, y + height]);
      }
      fillRect.call(this, x, y, width, height);
    };
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
      if (text.startsWith('tensor')) {
        names.push(y);
      }
      fillText.call(this, text, x, y, ...rest);
    };
    Object.assign(window, { drawn: { marks, names } });
  });
  await page.setViewportSize({ width: 1193, height: 800 });
  await page.waitForTimeout(700);
  const { marks, names } = await page.evaluate(() => (window as unknown as { drawn: { marks: number[][]; names: number[] } }).drawn);
  assert.ok(marks.length >= 2 && names.length >= 1, `${marks.length} marks, ${names.length} names`);
  for (const [top, bottom] of marks) {
    assert.ok(bottom <= names[0] - 4 || top >= names[0] + 4, `${top} to ${bottom} across the name at ${names[0]}`);
  }
  await close(opened);
});

test('times of the strip and of lanes with titles stand below each other, with and without the panel', async () => {
  for (const selection of ['', '&selection=object:3']) {
    for (const width of [1200, 800]) {
      const opened = await browser.openData(synthetic(300).bytes, `#view=lifetimes&rows=site${selection}`, { width });
      await lanesReady(opened.page);
      const texts = await written(opened.page);
      const places = (lanes: boolean): Map<string, number> => new Map(texts.filter((one) => one.lanes === lanes && one.text.endsWith(' µs')).map(({ text, x }) => [text, x]));
      const [strip, below] = [places(false), places(true)];
      assert.ok(below.size >= 3, `${below.size} times`);
      assert.deepEqual([...strip].sort(), [...below].sort(), `${selection} at ${width}`);
      await close(opened);
    }
  }
});

test('in a small window the table below the lanes comes onto the screen when it is opened, and so does what is selected', async () => {
  const opened = await browser.openData(synthetic(300).bytes, '#view=lifetimes', { width: 640, height: 400 });
  const { page } = opened;
  await lanesReady(page);
  const within = async (selector: string, height: number): Promise<void> => {
    const box = await page.locator(selector).first().boundingBox();
    assert.ok(box !== null && box.y + height <= 400 && box.x + 100 <= 640, `${selector} at ${box?.x}, ${box?.y}`);
  };
  await within('.as-table summary', 20);
  await page.locator('.as-table summary').click();
  await page.locator('.as-table tbody button').first().waitFor();
  await page.waitForTimeout(100);
  await within('.as-table tbody tr:nth-child(3)', 20);
  await page.locator('.as-table tbody button').first().click();
  await page.locator('.detail h2').waitFor();
  await within('.detail .facts dt:nth-of-type(4)', 20);
  const lanes = await page.locator('#view').boundingBox();
  assert.ok(lanes !== null && lanes.height >= 180 && lanes.width >= 300, `${lanes?.width} by ${lanes?.height} left`);
  await close(opened);
});

test('zoomed to where no bars are, the lanes say so, and how to see all of them again', async () => {
  for (const lanes of [300, 9000]) {
    const opened = await browser.openData(manyScopes(lanes), '#view=lifetimes&rows=scope&window=0-9');
    const { page } = opened;
    await page.locator('.lanes .status', { hasText: 'There are no bars here' }).waitFor();
    await page.keyboard.press('0');
    await lanesReady(page);
    await page.locator('.lanes .status:empty').waitFor({ state: 'attached' }); // the page's policy lets no function be waited for
    await close(opened);
  }
});
