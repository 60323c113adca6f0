// SPDX-License-Identifier: MIT
// Summary, flame graph, table and scopes: what they show and how they are used, on a trace made up.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { bytes, count } from '../../src/lib/format';
import { Chromium } from '../support/browser';
import { brush, brushedRange, close, hashIs } from '../support/session';
import { HOSTILE, synthetic } from '../support/synthetic';
import { writeContainer } from '../support/writer';

const trace = synthetic(400);
const all = trace.birth.map((_, i) => i);
const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);
let browser: Chromium;

before(async () => {
  browser = await Chromium.start();
});
after(() => browser.stop());

// The text of a row's cells, once the first row has `wanted` in its first cell.
async function firstRow(page: Page, wanted: string | RegExp): Promise<string[]> {
  const row = page.locator('.rows-window .grid-row').first();
  await row.locator('[role=cell]').first().filter({ hasText: wanted }).waitFor();
  return row.locator('[role=cell]').allInnerTexts();
}

async function words(page: Page, wanted: string): Promise<void> {
  await page.locator('[role=status]', { hasText: wanted }).first().waitFor();
}

test('table: groups are counted, filtered to the range, sorted, and opened', async () => {
  const opened = await browser.openData(trace.bytes, '#view=table&o.table.by=kind&o.table.sort=-made');
  const { page } = opened;
  const tensors = all.filter((i) => trace.kind[i] === 2);
  const cells = await firstRow(page, 'tensor');
  assert.ok(cells.includes(count(tensors.length)) && cells.includes(bytes(sum(tensors.map((i) => trace.size[i])))), cells.join());
  await page.getByRole('button', { name: /^Kind/ }).click();
  await firstRow(page, 'struct');
  await page.getByRole('button', { name: /^Kind/ }).click();
  await firstRow(page, 'vector');
  await brush(page, 0.2, 0.5);
  const [from, to] = await brushedRange(page);
  await page.getByRole('button', { name: 'born in it' }).click();
  const vectors = all.filter((i) => trace.kind[i] === 3 && trace.birth[i] >= from && trace.birth[i] <= to);
  await page.locator('.rows-window .grid-row').first().getByText(count(vectors.length), { exact: true }).waitFor();
  await page.locator('.rows-window .grid-row').first().dblclick();
  await words(page, `${count(vectors.length)} objects`);
  await page.getByRole('button', { name: 'Kind: vector ×' }).click();
  await words(page, `${count(all.filter((i) => trace.birth[i] >= from && trace.birth[i] <= to).length)} objects`);
  await close(opened);
});

test('table: names have a column where there are any', async () => {
  for (const [name, titles] of [[0, 0], [1, 1]]) {
    const data = writeContainer([
      { name: 'report', encoding: 'json', values: { summary: { program: 'p', duration_ns: 1000, by_kind: {} } } },
      { name: 'strings', encoding: 'json', values: ['', 'cache'] },
      { name: 'object.birth', encoding: 'delta', values: [1, 2] },
      { name: 'object.number', encoding: 'delta', values: [1, 2] },
      { name: 'object.name', encoding: 'varint', values: [0, name] },
    ]);
    const opened = await browser.openData(data, '#view=table&o.table.by=none');
    await firstRow(opened.page, '1');
    assert.equal(await opened.page.getByRole('columnheader', { name: 'Name' }).count(), titles);
    await close(opened);
  }
});

test('table: moments of birth have as many digits each as tell them apart', async () => {
  const opened = await browser.openData(trace.bytes, '#view=table&o.table.by=none');
  const { page } = opened;
  await firstRow(page, '1');
  const column = (await page.locator('.grid-head [role=columnheader]').allInnerTexts()).findIndex((text) => text.startsWith('Born'));
  const born = await page.locator(`.rows-window .grid-row [role=cell]:nth-child(${column + 1})`).allInnerTexts();
  assert.ok(born.length > 10);
  const form = (text: string): string => text.replace(/^\d+/, '');
  assert.deepEqual(new Set(born.map((text) => form(text).replaceAll(/\d/g, '0'))).size, 1, born.join());
  assert.equal(new Set(born).size, new Set(trace.birth.slice(0, born.length)).size);
  await close(opened);
});

test('table: single objects scroll, are selected by keys and by the pointer, and filtered by text', async () => {
  const opened = await browser.openData(trace.bytes, '#view=table&o.table.by=none');
  const { page } = opened;
  await firstRow(page, '1');
  await page.keyboard.press('End');
  const row = (number: number): string => `.rows-window .grid-row:has([role=cell]:first-child:text-is("${number}"))`;
  await page.locator(row(400)).waitFor();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await hashIs(page, 'selection', (text) => text === 'object:398');
  await page.keyboard.press('Home');
  await page.locator(row(3)).click();
  await hashIs(page, 'selection', (text) => text === 'object:2');
  assert.match(await page.locator(row(3)).getAttribute('class') ?? '', /selected/);
  await page.locator('.text-filter').fill('layer2.forward');
  await words(page, `${all.filter((i) => [2].includes(trace.site[i])).length} object`);
  await page.getByLabel('Group by').selectOption('thread');
  await words(page, '3 groups');
  await page.getByLabel('then by').first().selectOption('kind');
  await words(page, '9 groups');
  await hashIs(page, 'o.table.by', (text) => text === 'thread,kind');
  await page.reload();
  await words(page, '9 groups');
  await close(opened);
});

test('table: a double click opens a group although the first of its clicks redraws the rows late', async () => {
  const opened = await browser.openData(trace.bytes, '#view=table&o.table.by=kind');
  const { page } = opened;
  await firstRow(page, /./);
  const box = await page.locator('.rows-window .grid-row').first().boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 40, box.y + 10);
  await page.evaluate(() => {
    const soon = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (drawn) => window.setTimeout(() => soon(drawn), 300);
  });
  await page.mouse.down({ clickCount: 1 });
  await page.mouse.up({ clickCount: 1 });
  await page.mouse.down({ clickCount: 2 });
  await page.waitForTimeout(1000);
  await page.mouse.up({ clickCount: 2 });
  await hashIs(page, 'o.table.only', (text) => text.startsWith('kind'));
  await close(opened);
});

test('table: rows are copied as tab-separated values', async () => {
  const opened = await browser.openData(trace.bytes, '#view=table&o.table.by=none');
  const { page } = opened;
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: (text: string) => Promise.resolve(void (document.body.dataset.copied = text)) } });
  });
  await firstRow(page, '1');
  await page.getByRole('button', { name: 'Copy as TSV' }).click();
  await words(page, 'Copied 400 objects.');
  const lines = (await page.evaluate(() => document.body.dataset.copied ?? '')).trimEnd().split('\n');
  assert.equal(lines.length, 401);
  const head = lines[0].split('\t');
  assert.deepEqual(lines.slice(1).map((line) => Number(line.split('\t')[head.indexOf('Size')])), trace.size);
  await close(opened);
});

test('flame graph: figures, zoom by pointer and keys, shape, inverted, search, hash', async () => {
  const opened = await browser.openData(trace.bytes, '#view=flame&o.flame.by=kind&o.flame.measure=madeBytes');
  const { page } = opened;
  await page.waitForSelector('.flame-scroll[data-ready="true"]');
  const line = (text: string): Promise<void> => page.locator('.flame-line', { hasText: text }).waitFor();
  const kinds = [2, 1, 3].map((kind) => sum(all.filter((i) => trace.kind[i] === kind).map((i) => trace.size[i])));
  await line(`Churn${bytes(sum(trace.size))}, 100 %`);
  await page.locator('.flame-plot').focus();
  await page.keyboard.press('ArrowDown');
  await line(bytes(Math.max(...kinds)));
  await page.keyboard.press('Enter');
  const zoomed = await hashIs(page, 'o.flame.zoom', (text) => text !== '');
  assert.equal(zoomed, ['tensor', 'struct', 'vector'][kinds.indexOf(Math.max(...kinds))]);
  await page.keyboard.press('Backspace');
  await hashIs(page, 'o.flame.zoom', (text) => text === '');
  const box = await page.locator('.flame-plot').boundingBox();
  assert.ok(box);
  await page.mouse.click(box.x + 20, box.y + 50);
  await hashIs(page, 'o.flame.zoom', (text) => text.includes('\n'));
  await hashIs(page, 'selection', (text) => text.startsWith('site:'));
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await page.getByRole('button', { name: 'Flame', exact: true }).click();
  await hashIs(page, 'o.flame.shape', (text) => text === 'flame');
  await page.keyboard.press('i');
  await hashIs(page, 'o.flame.inverted', (text) => text === '1');
  await page.getByLabel('Width').selectOption('made');
  await line('Count400');
  await page.getByRole('button', { name: 'Scope path' }).click();
  await page.locator('.as-table summary').click();
  await page.locator('.as-table').getByRole('button', { name: 'global scope' }).first().waitFor();
  await page.getByLabel('Width').selectOption('cursor');
  await page.getByText('Click the timeline above to set the cursor.').waitFor();
  await page.locator('.strip-plot').click({ position: { x: 500, y: 20 } });
  const cursor = Number(await hashIs(page, 'cursor', (text) => text !== ''));
  const alive = all.filter((i) => trace.birth[i] <= cursor && (trace.end[i] === 0 || trace.birth[i] + trace.lifetime[i] > cursor));
  await line(`Objects live at the cursor${count(alive.length)}`);
  await close(opened);
});

test('scopes: figures, branches by keys, and the objects born in one', async () => {
  const opened = await browser.openData(trace.bytes, '#view=scopes&o.scopes.within=0');
  const { page } = opened;
  await page.waitForSelector('.grid[data-ready="true"]');
  const names = page.locator('.rows-window [role=cell]:first-child');
  assert.equal(await names.count(), 5);
  assert.match(await names.nth(1).innerText(), /layer11\.forward.* · function/);
  assert.deepEqual((await page.locator('.rows-window .grid-row').nth(4).locator('[role=cell]').allInnerTexts()).slice(1, 4), ['40', '2', '80']);
  await page.locator('.grid').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowLeft');
  await hashIs(page, 'o.scopes.closed', (text) => text === '1');
  assert.equal(await names.count(), 2);
  await page.keyboard.press('ArrowRight');
  await hashIs(page, 'o.scopes.closed', (text) => text === '');
  await page.getByRole('button', { name: 'With inner scopes' }).click();
  await page.locator('.rows-window .grid-row').first().getByText('400', { exact: true }).waitFor();
  await page.locator('.rows-window .grid-row').nth(2).dblclick();
  await words(page, '80 objects');
  await close(opened);
});

test('scopes: names and buttons of deep ones are there, too', async () => {
  const depth = 60;
  const rows = Array.from({ length: depth }, (_, i) => i);
  const data = writeContainer([
    { name: 'strings', encoding: 'json', values: ['', 'recurse (model.tl:7)'] },
    { name: 'site.label', encoding: 'varint', values: [0, 1] },
    { name: 'scopepath.parent', encoding: 'varint', values: rows.map((i) => Math.max(0, i - 1)) },
    { name: 'scopepath.site', encoding: 'varint', values: rows.map((i) => (i === 0 ? 0 : 1)) },
    { name: 'scopepath.entries', encoding: 'varint', values: rows.map(() => 1) },
  ]);
  for (const width of [400, 1280]) {
    const opened = await browser.openData(data, '#view=scopes', { width });
    const { page } = opened;
    await page.waitForSelector('.grid[data-ready="true"]');
    await page.locator('.grid').focus();
    await page.keyboard.press('End');
    const last = page.locator(`.grid-row[aria-level="${depth}"] [role=cell]`).first();
    await last.waitFor();
    const [room, needed] = await last.evaluate((cell) => [cell.clientWidth - parseFloat(getComputedStyle(cell).paddingLeft), cell.querySelector('button')?.offsetWidth ?? 0]);
    assert.ok(room > needed + 100, `${room} pixels at ${width}`);
    await close(opened);
  }
});

test('of totals by place, single objects are said to be those of the end, and nothing is counted that is not known', async () => {
  const report = { summary: { program: 'p', duration_ns: 1000, by_kind: {} }, totals: [], recording: { mode: 'summary', selection: null, cannot_tell: ['only totals were recorded'] } };
  const data = writeContainer([
    { name: 'report', encoding: 'json', values: report },
    { name: 'object.birth', encoding: 'delta', values: [700, 800] },
    { name: 'object.lifetime', encoding: 'varint', values: [0, 0] },
    { name: 'object.size', encoding: 'varint', values: [16, 32] },
    { name: 'object.kind', encoding: 'u8', values: [2, 2] },
    { name: 'object.leaked', encoding: 'u8', values: [1, 1] },
  ]);
  const opened = await browser.openData(data, '#view=table&o.table.by=kind');
  const { page } = opened;
  assert.deepEqual((await firstRow(page, 'tensor')), ['tensor', '2', '48 B', '48 B']);
  assert.match(await page.locator('.limits-line').innerText(), /^Only totals were recorded\. Single objects are shown of the end alone, from when the recording told of them/);
  await page.locator('#tab-flame').click();
  await page.getByLabel('Width').selectOption('made');
  await page.getByText('Totals by place do not tell this of single objects').waitFor();
  await page.locator('#tab-summary').click();
  await page.locator('.headline', { hasText: 'Single objects are shown of the end alone' }).waitFor();
  await close(opened);
});

test('summary: objects by kind follow the range', async () => {
  const opened = await browser.openData(trace.bytes, '#view=summary');
  const { page } = opened;
  await page.locator('.kinds caption', { hasText: 'All objects' }).waitFor();
  await brush(page, 0.1, 0.4);
  const [from, to] = await brushedRange(page);
  await page.getByRole('button', { name: 'born in it' }).click();
  const born = all.filter((i) => trace.birth[i] >= from && trace.birth[i] <= to);
  await page.locator('.kinds caption', { hasText: `${count(born.length)} objects of the range` }).waitFor();
  assert.equal(await page.locator('.kinds .total td').nth(0).innerText(), count(born.length));
  assert.equal(await page.locator('.kinds .total td').nth(1).innerText(), bytes(sum(born.map((i) => trace.size[i]))));
  await close(opened);
});

test('summary: figures of millions of objects fit beside the findings', async () => {
  const opened = await browser.openData(trace.bytes, '#view=summary', { width: 1280 });
  const { page } = opened;
  await page.locator('.kinds .total td').first().waitFor();
  const [needed, room] = await page.locator('.by-kind .wide').evaluate((element) => {
    element.querySelectorAll('td').forEach((cell, i) => {
      cell.textContent = i % 2 === 0 ? '1,452,668' : '1023 MiB';
    });
    return [element.scrollWidth, element.clientWidth];
  });
  assert.ok(needed <= room, `${needed} of ${room} pixels`);
  await close(opened);
});

test('a second trace is compared in summary, flame graph and table, swapped and closed', async () => {
  const opened = await browser.openData(trace.bytes, '#view=summary');
  const { page } = opened;
  const second = synthetic(600, 2);
  await page.locator('.compare-with input').setInputFiles({ name: 'after.tlview', mimeType: 'application/octet-stream', buffer: Buffer.from(second.bytes) });
  await page.locator('.compare-line', { hasText: 'After: after.tlview' }).waitFor();
  await page.locator('.kinds .total td', { hasText: '400+200' }).waitFor();
  await page.locator('#tab-table').click();
  await page.getByLabel('Group by').selectOption('kind');
  await page.getByRole('button', { name: /^Kind/ }).click();
  await page.getByRole('button', { name: /^Kind/ }).click();
  const cells = await firstRow(page, 'vector');
  const vectors = (kinds: number[]): number => kinds.filter((kind) => kind === 3).length;
  assert.ok(cells.includes(`+${vectors(second.kind) - vectors(trace.kind)}`), cells.join());
  await page.locator('#tab-flame').click();
  await page.getByLabel('Width').selectOption('made');
  await page.locator('.flame-line', { hasText: '400 → 600 (+200)' }).waitFor();
  await page.getByRole('button', { name: 'Swap' }).click();
  await page.locator('.flame-line', { hasText: '600 → 400 (−200)' }).waitFor();
  await page.getByRole('button', { name: 'End comparing' }).click();
  await page.locator('.flame-line', { hasText: 'Count600, 100 %' }).waitFor();
  assert.equal(await page.locator('.compare-line').count(), 0);
  await close(opened);
});

test('after a reload, the second trace is asked for again, and takes its old place', async () => {
  const second = { name: 'after.tlview', mimeType: 'application/octet-stream', buffer: Buffer.from(synthetic(600, 2).bytes) };
  const opened = await browser.openData(trace.bytes, '#view=summary');
  const { page } = opened;
  await page.locator('.compare-with input').setInputFiles(second);
  await page.locator('.compare-line', { hasText: 'After: after.tlview' }).waitFor();
  await hashIs(page, 'compared', (text) => text === 'after.tlview');
  await page.reload();
  await page.locator('.compare-line', { hasText: 'Was compared with after.tlview' }).waitFor();
  await page.locator('.compare-line input').setInputFiles(second);
  await page.locator('.compare-line', { hasText: 'After: after.tlview' }).waitFor();
  await page.getByRole('button', { name: 'Swap' }).click();
  await hashIs(page, 'swapped', (text) => text === '1');
  await page.reload();
  await page.locator('.compare-line input').setInputFiles(second);
  await page.locator('.compare-line', { hasText: 'Before: after.tlview' }).waitFor();
  await page.getByRole('button', { name: 'End comparing' }).click();
  await page.locator('.compare-line').waitFor({ state: 'detached' });
  await hashIs(page, 'compared', (text) => text === '');
  await close(opened);
});

test('hostile names stay text in every view of figures', async () => {
  const opened = await browser.openData(trace.bytes, '#view=table&o.table.by=place');
  const { page } = opened;
  for (const view of ['table', 'scopes', 'flame', 'summary']) {
    await page.locator(`#tab-${view}`).click();
    await page.waitForTimeout(200);
    assert.equal(await page.locator('img').count(), 0);
    assert.ok(!/[\u202e\u0000\u001b]/.test(await page.evaluate(() => document.body.innerText)));
  }
  await page.locator('#tab-table').click();
  await page.locator('.text-filter').fill('<img');
  await firstRow(page, '</script><img src=x onerror=alert(1)>');
  assert.ok(HOSTILE.includes('<img'));
  await close(opened);
});

test('the table is printed, and rows keep to their columns', async () => {
  const opened = await browser.openData(trace.bytes, '#view=table');
  const { page } = opened;
  await firstRow(page, /./);
  const left = (selector: string): Promise<number[]> => page.locator(selector).evaluateAll((cells) => cells.map((cell) => Math.round(cell.getBoundingClientRect().left)));
  assert.deepEqual(await left('.rows-window .grid-row:first-child > *'), await left('.grid-head > *'));
  await page.emulateMedia({ media: 'print' });
  assert.ok((await page.locator('.rows-window .grid-row').count()) > 10);
  await close(opened);
});
