// SPDX-License-Identifier: MIT
// The memory map, on a pool and slot buffers made up.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Chromium } from '../support/browser';
import { barCount, brush, close, hashIs, lanesReady } from '../support/session';
import { writeContainer } from '../support/writer';

const columns: Parameters<typeof writeContainer>[0] = [
  { name: 'report', encoding: 'json', values: { summary: { program: 'p', duration_ns: 1000, by_kind: {} } } },
  { name: 'strings', encoding: 'json', values: ['', 'model.tl:3 (f)'] },
  { name: 'site.label', encoding: 'varint', values: [0, 1] },
  { name: 'object.birth', encoding: 'delta', values: [0, 400] },
  { name: 'object.lifetime', encoding: 'varint', values: [100, 0] },
  { name: 'object.size', encoding: 'varint', values: [512, 512] },
  { name: 'object.kind', encoding: 'u8', values: [2, 2] },
  { name: 'object.end', encoding: 'u8', values: [2, 0] },
  { name: 'object.address', encoding: 'delta', values: [4096, 4096] },
  { name: 'pool.address', encoding: 'delta', values: [4096, 8192] },
  { name: 'pool.size', encoding: 'varint', values: [512, 256] },
  { name: 'pool.begin', encoding: 'delta', values: [100, 900] },
  { name: 'pool.end', encoding: 'delta', values: [400, 0] },
  { name: 'pool.put', encoding: 'varint', values: [1, 1] },
  { name: 'pool.taken', encoding: 'varint', values: [1, 0] },
  { name: 'buffer.frame', encoding: 'delta', values: [1, 1] },
  { name: 'buffer.slot', encoding: 'varint', values: [0, 0] },
  { name: 'buffer.address', encoding: 'delta', values: [64, 128] },
  { name: 'buffer.bytes', encoding: 'varint', values: [100, 200] },
  { name: 'buffer.begin', encoding: 'delta', values: [100, 300] },
  { name: 'buffer.deferred', encoding: 'delta', values: [300, 0] },
  { name: 'buffer.end', encoding: 'delta', values: [600, 600] },
  { name: 'buffer.site', encoding: 'varint', values: [1, 1] },
];
const data = writeContainer(columns);
let browser: Chromium;

before(async () => {
  browser = await Chromium.start();
});
after(() => browser.stop());

test('occupants of the pool, and what waits in it', async () => {
  const opened = await browser.openData(data, '#view=map');
  const { page } = opened;
  await lanesReady(page);
  await barCount(page, 4);
  assert.match(await page.locator('.figures').innerText(), /Times pooled\s+2\s+Addresses\s+2\s+Reused\s+1 \(50\.0 %\)\s+Waiting on average\s+179 B\s+Waiting at the end\s+256 B/);
  const ends = await page.locator('.as-table tbody td:last-child').allInnerTexts();
  assert.deepEqual(ends, ['100 ns', '400 ns', 'alive at the end', 'still there at the end']);
  await page.locator('.as-table th button', { hasText: 'pooled' }).first().click();
  await page.getByRole('heading', { name: 'waiting in the pool' }).waitFor();
  assert.match(await page.locator('.detail').innerText(), /0x1000[\s\S]*Waited\s+300 ns[\s\S]*Taken by\s+model\.tl:3 \(f\)/);
  await brush(page, 0.5, 0.8, 180);
  await barCount(page, 1);
  await close(opened);
});

test('what is alive at the end is not said to have ended there', async () => {
  const opened = await browser.openData(data, '#view=map');
  const { page } = opened;
  await lanesReady(page);
  const box = await page.locator('.lanes').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * 0.8, box.y + 30);
  await page.locator('.tooltip:visible').waitFor();
  assert.match(await page.locator('.tooltip').innerText(), /lived 600 ns until the end\s+400 ns – alive at the end/);
  await close(opened);
});

test('buffers of slots, in use and deferred', async () => {
  const opened = await browser.openData(data, '#view=map');
  const { page } = opened;
  await page.getByRole('button', { name: 'Slot buffers' }).click();
  await hashIs(page, 'map', (text) => text === 'buffers');
  await barCount(page, 3);
  assert.match(await page.locator('.figures').innerText(), /Buffers\s+2\s+Allocated\s+300 B\s+Deferred\s+1 buffer\s+Deferred bytes\s+100 B \(33\.3 %\)\s+Deferred on average\s+30 B/);
  await page.locator('.as-table th button', { hasText: 'deferred' }).first().click();
  await page.getByRole('heading', { name: 'buffer of slot 0, deferred' }).waitFor();
  await hashIs(page, 'selection', (text) => text === 'deferred:0');
  assert.match(await page.locator('.detail').innerText(), /Unused for\s+300 ns/);
  await close(opened);
});

test('starts with buffers where the pool was not used', async () => {
  const opened = await browser.openData(writeContainer(columns.filter(({ name }) => !name.startsWith('pool.'))), '#view=map');
  const { page } = opened;
  await lanesReady(page);
  await barCount(page, 3);
  await close(opened);
});
