// SPDX-License-Identifier: MIT
// Objects on the CPU and on two GPUs: told apart in every view, hidden and shown by their legend.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Chromium } from '../support/browser';
import { barCount, close, hashIs, lanesReady } from '../support/session';
import { writeContainer } from '../support/writer';

const ADDRESS = 0x7f0000001000;
const figures = { made_objects: 1, made_bytes: 2048, peak_objects: 1, peak_bytes: 2048 };
const data = writeContainer([
  {
    name: 'report',
    encoding: 'json',
    values: { summary: { program: 'p', duration_ns: 1000, by_kind: {}, by_device: { cpu: figures, cuda: { made_objects: 0 }, 'cuda:0': figures, 'cuda:1': figures } } },
  },
  { name: 'names', encoding: 'json', values: { device: ['cpu', 'cuda', 'metal', 'cuda:0', 'cuda:1'] } },
  { name: 'object.birth', encoding: 'delta', values: [0, 100, 200] },
  { name: 'object.lifetime', encoding: 'varint', values: [500, 500, 0] },
  { name: 'object.size', encoding: 'varint', values: [2048, 2048, 2048] },
  { name: 'object.kind', encoding: 'u8', values: [2, 2, 2] },
  { name: 'object.end', encoding: 'u8', values: [3, 3, 0] },
  { name: 'object.address', encoding: 'delta', values: [ADDRESS, ADDRESS, ADDRESS] },
  { name: 'object.device', encoding: 'u8', values: [0, 3, 4] },
  { name: 'object.stream', encoding: 'varint', values: [0, 1, 0x71] },
  { name: 'series.time', encoding: 'delta', values: [0, 500] },
  { name: 'series.names', encoding: 'json', values: ['device.cpu', 'device.3', 'device.4'] },
  { name: 'series.device.cpu', encoding: 'delta', values: [2048, 0] },
  { name: 'series.device.3', encoding: 'delta', values: [2048, 0] },
  { name: 'series.device.4', encoding: 'delta', values: [0, 2048] },
]);
let browser: Chromium;

before(async () => {
  browser = await Chromium.start();
});
after(() => browser.stop());

test('the legend hides devices, in the hash and everywhere', async () => {
  const opened = await browser.openData(data, '#view=lifetimes');
  const { page } = opened;
  await lanesReady(page);
  await barCount(page, 3);
  await page.getByRole('button', { name: 'cuda:1', exact: true }).click();
  await hashIs(page, 'devices', (text) => text === String(0xffff & ~16));
  await barCount(page, 2);
  await page.locator('#tab-timeline').click();
  const series = page.locator('[data-series^="device."]');
  await page.locator('.as-table summary').click();
  assert.deepEqual(await series.evaluateAll((list) => list.map((one) => one.getAttribute('data-series'))), ['device.cpu', 'device.3']);
  await page.getByRole('button', { name: 'cuda:1', exact: true }).click();
  await series.nth(2).waitFor({ state: 'attached' });
  await close(opened);
});

test('summary, table and panel name the devices', async () => {
  const opened = await browser.openData(data, '');
  const { page } = opened;
  assert.match(await page.locator('.by-device').innerText(), /cpu[\s\S]*cuda:0\s+1\s+2 KiB\s+1\s+2 KiB[\s\S]*cuda:1/);
  await page.goto(`${page.url().split('#')[0]}#view=table&o.table.by=none&o.table.sort=-number`);
  await page.reload();
  await page.locator('.view').getByText('cuda:1', { exact: true }).first().waitFor();
  await page.goto(`${page.url().split('#')[0]}#view=lifetimes&selection=object%3A2`);
  await page.reload();
  await page.getByText('Made on stream').waitFor();
  assert.match(await page.locator('.detail').innerText(), /Device\s+cuda:1\s+Made on stream\s+0x70/);
  await close(opened);
});
