// SPDX-License-Identifier: MIT
// Brush, keys, pointer, search, selection, Back, theme: on a trace made up.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bytes, momentOf } from '../../src/lib/format';
import { Chromium } from '../support/browser';
import { barCount, brush, brushedRange, close, hashIs, lanesReady, windowSpan } from '../support/session';
import { synthetic } from '../support/synthetic';

const trace = synthetic(300);
let browser: Chromium;

before(async () => {
  browser = await Chromium.start();
});
after(() => browser.stop());

test('a brushed range filters the lifetimes as its mode says, and is cleared', async () => {
  const opened = await browser.openData(trace.bytes, '#view=lifetimes');
  const { page } = opened;
  await lanesReady(page);
  await barCount(page, 300);
  await brush(page, 0.4, 0.6);
  const [from, to] = await brushedRange(page);
  const { birth, lifetime, end } = trace;
  const count = (shown: (i: number) => boolean): number => birth.filter((_, i) => shown(i)).length;
  const death = (i: number): number => (end[i] === 0 ? trace.duration : birth[i] + lifetime[i]);
  await barCount(page, count((i) => birth[i] <= to && death(i) >= from));
  await page.getByRole('button', { name: 'born in it' }).click();
  await barCount(page, count((i) => birth[i] >= from && birth[i] <= to));
  await page.getByRole('button', { name: 'died in it' }).click();
  await barCount(page, count((i) => end[i] !== 0 && death(i) >= from && death(i) <= to));
  await page.getByRole('button', { name: 'Clear' }).click();
  await barCount(page, 300);
  await close(opened);
});

test('kinds are hidden and shown by their legend', async () => {
  const opened = await browser.openData(trace.bytes, '#view=lifetimes');
  const { page } = opened;
  await lanesReady(page);
  await page.getByRole('button', { name: 'tensor', exact: true }).click();
  await barCount(page, trace.kind.filter((kind) => kind !== 2).length);
  await page.getByRole('button', { name: 'tensor', exact: true }).click();
  await barCount(page, 300);
  await close(opened);
});

test('w a s d zoom and move, 0 shows all, in lifetimes and timeline alike', async () => {
  for (const view of ['lifetimes', 'timeline']) {
    const opened = await browser.openData(trace.bytes, `#view=${view}`);
    const { page } = opened;
    await page.keyboard.press('w');
    const one = await windowSpan(page, Number.isFinite);
    await page.keyboard.press('w');
    const two = await windowSpan(page, (span) => span < one);
    const before = await hashIs(page, 'window', (text) => text !== '');
    await page.keyboard.press('d');
    const moved = await hashIs(page, 'window', (text) => text !== before);
    assert.ok(Number(moved.split('-')[0]) > Number(before.split('-')[0]));
    await page.keyboard.press('a');
    await hashIs(page, 'window', (text) => text !== moved);
    await page.keyboard.press('s');
    await windowSpan(page, (span) => span > two);
    await page.keyboard.press('0');
    await hashIs(page, 'window', (text) => text === '');
    await close(opened);
  }
});

test('the wheel zooms at the pointer, dragging moves, ctrl and the wheel make lanes higher', async () => {
  const opened = await browser.openData(trace.bytes, '#view=lifetimes');
  const { page } = opened;
  await lanesReady(page);
  const box = await page.locator('.lanes').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width / 2, box.y + 100);
  await page.mouse.wheel(0, -600);
  await windowSpan(page, (span) => span < trace.duration);
  const before = await hashIs(page, 'window', (text) => text !== '');
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 80, box.y + 100, { steps: 4 });
  await page.mouse.up();
  const after_ = await hashIs(page, 'window', (text) => text !== before);
  assert.ok(Number(after_.split('-')[0]) > Number(before.split('-')[0]));
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -600);
  await page.keyboard.up('Control');
  await page.keyboard.press('f');
  await lanesReady(page);
  await close(opened);
});

test('a click selects, arrows go from bar to bar, Esc closes', async () => {
  const opened = await browser.openData(trace.bytes, '#view=lifetimes');
  const { page } = opened;
  await lanesReady(page);
  await page.locator('.as-table summary').click();
  await page.locator('.as-table th button').first().click();
  const first = await hashIs(page, 'selection', (text) => text.startsWith('object:'));
  await page.waitForSelector('.detail h2');
  await page.keyboard.press('ArrowRight');
  const later = await hashIs(page, 'selection', (text) => text !== first && text !== '');
  await page.keyboard.press('ArrowLeft');
  await hashIs(page, 'selection', (text) => text === first);
  await page.keyboard.press('ArrowDown');
  await hashIs(page, 'selection', (text) => text !== first && text !== later && text !== '');
  await page.keyboard.press('Escape');
  await hashIs(page, 'selection', (text) => text === '');
  assert.ok(await page.locator('.detail').isHidden());
  const box = await page.locator('.lanes').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width / 2, box.y + 40);
  await page.waitForSelector('.tooltip:visible');
  await page.mouse.click(box.x + box.width / 2, box.y + 40);
  await hashIs(page, 'selection', (text) => text.startsWith('object:'));
  await close(opened);
});

test('from the panel: zoom to an object, filter to its lifetime and to its place', async () => {
  const opened = await browser.openData(trace.bytes, '#view=lifetimes&selection=object:20');
  const { page } = opened;
  await lanesReady(page);
  await page.getByRole('button', { name: 'Zoom to it' }).click();
  const [from, to] = (await hashIs(page, 'window', (text) => text !== '')).split('-').map(Number);
  assert.ok(from <= trace.birth[20] && to >= Math.min(trace.duration, trace.birth[20] + trace.lifetime[20]));
  await page.getByRole('button', { name: 'Filter to its lifetime' }).click();
  await hashIs(page, 'range', (text) => text.startsWith(`${trace.birth[20]}-`));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('0');
  await hashIs(page, 'range', (text) => text === '');
  await page.getByRole('button', { name: 'All lanes' }).click();
  await page.locator('.as-table summary').click();
  await page.locator('.as-table th button').first().click();
  await page.getByRole('button', { name: 'Only its place' }).click();
  const site = Number(await hashIs(page, 'site', (text) => text !== ''));
  await page.keyboard.press('f'); // selecting made lanes high enough to see the bar
  await barCount(page, trace.site.filter((one) => one === site).length);
  await page.getByTitle('Show objects of all places again').click();
  await barCount(page, 300);
  await close(opened);
});

test('search finds by address, number, name and place, and shows what is chosen', async () => {
  const opened = await browser.openData(trace.bytes, '#view=timeline');
  const { page } = opened;
  const found = (text: string): Promise<string> => page.locator('.results').getByText(text).first().innerText();
  await page.keyboard.press('/');
  await page.keyboard.type(`0x${trace.address[7].toString(16)}`);
  await found(`0x${trace.address[7].toString(16)}`);
  await page.locator('.search').fill('layer5.forward');
  await page.locator('.results button', { hasText: 'place' }).first().waitFor();
  await page.locator('.search').fill('#8');
  await page.locator('.results button', { hasText: ' 8,' }).first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await hashIs(page, 'selection', (text) => text === 'object:7');
  await hashIs(page, 'view', (text) => text === 'lifetimes');
  await lanesReady(page);
  assert.match(await page.locator('.detail').innerText(), new RegExp(`0x${trace.address[7].toString(16)}`));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await hashIs(page, 'search', (text) => text === '');
  await close(opened);
});

test('search says that it looks within range and filters, and how much is outside them', async () => {
  const opened = await browser.openData(trace.bytes, '#view=lifetimes&kinds=4');
  const { page } = opened;
  const status = page.locator('.results [role=status]');
  const there = trace.site.flatMap((site, i) => (site === 2 ? [i] : []));
  const tensors = there.filter((i) => trace.kind[i] === 2).length;
  assert.ok(tensors > 0 && tensors < there.length);
  await page.keyboard.press('/');
  await page.keyboard.type('layer2.forward');
  await status.filter({ hasText: `${tensors} objects of the range and filters; ${there.length - tensors} more outside them` }).waitFor();
  await page.getByRole('button', { name: 'Search all objects' }).click();
  await status.getByText(`${there.length} objects`, { exact: true }).waitFor();
  await hashIs(page, 'kinds', (text) => text === '');
  await close(opened);
});

test('rows are grouped by each grouping', async () => {
  const opened = await browser.openData(trace.bytes, '#view=lifetimes');
  const { page } = opened;
  for (const [name, value] of [['Scope', 'scope'], ['Place', 'site'], ['Kind', 'kind'], ['Size', 'size'], ['Packed', '']]) {
    await page.getByRole('button', { name, exact: true }).click();
    await hashIs(page, 'rows', (text) => text === value);
    await barCount(page, 300);
  }
  await close(opened);
});

test('digits change views, ? shows the keys, t the theme, and the hash brings all back', async () => {
  const opened = await browser.openData(trace.bytes);
  const { page } = opened;
  const tabs = await page.locator('[role=tab]').count();
  for (let i = 1; i <= tabs; i++) {
    await page.keyboard.press(String(i));
    assert.equal(await page.locator('[role=tab]').nth(i - 1).getAttribute('aria-selected'), 'true');
  }
  await page.keyboard.press('?');
  assert.ok(await page.locator('dialog.help').isVisible());
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await brush(page, 0.2, 0.3);
  const range = await hashIs(page, 'range', (text) => text !== '');
  await page.reload();
  await page.waitForSelector('.top-bar');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await hashIs(page, 'range', (text) => text === range);
  assert.ok(await page.getByRole('button', { name: 'Clear' }).isVisible());
  await close(opened);
});

test('arrows go from tab to tab, and the focus with them', async () => {
  const opened = await browser.openData(trace.bytes);
  const { page } = opened;
  await page.locator('#tab-summary').focus();
  await page.keyboard.press('ArrowRight');
  await page.locator('#tab-timeline[aria-selected=true]:focus').waitFor();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.locator('#tab-scopes[aria-selected=true]:focus').waitFor();
  assert.equal(await page.locator('[role=tab][tabindex="0"]').count(), 1);
  await close(opened);
});

test('a double click goes into a group also where the panel moves its row away', async () => {
  const opened = await browser.openData(trace.bytes, '#view=table');
  const { page } = opened;
  await page.locator('.grid-row:not(.grid-head)').first().dblclick();
  await hashIs(page, 'o.table.only', (text) => text.startsWith('place:'));
  assert.equal(await hashIs(page, 'o.table.by', () => true), 'none');
  await close(opened);
});

test('Back undoes going to a view, a selection and a group, and leaves the theme', async () => {
  const opened = await browser.openData(trace.bytes);
  const { page } = opened;
  const row = page.locator('.grid-row:not(.grid-head)').first();
  await page.locator('#tab-table').click();
  await hashIs(page, 'view', (view) => view === 'table');
  await page.keyboard.press('t');
  await hashIs(page, 'theme', (theme) => theme === 'dark');
  await row.dblclick();
  const only = await hashIs(page, 'o.table.only', (text) => text !== '');
  await row.click();
  await hashIs(page, 'selection', (text) => text.startsWith('object:'));
  await page.goBack();
  await hashIs(page, 'selection', (text) => !text.startsWith('object:'));
  assert.equal(await hashIs(page, 'o.table.only', () => true), only);
  await page.goBack();
  await hashIs(page, 'o.table.only', (text) => text === '');
  while (new URL(page.url()).hash.includes('view=table')) {
    await page.goBack();
  }
  await page.locator('#tab-summary[aria-selected=true]').waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await page.goForward();
  await page.locator('#tab-table[aria-selected=true]').waitFor();
  await close(opened);
});

test('a reload brings back how high lanes are, which are on the screen, and opened tables', async () => {
  const opened = await browser.openData(trace.bytes, '#view=lifetimes&selection=object:20');
  const { page } = opened;
  await lanesReady(page);
  await page.locator('.as-table summary').click();
  await page.locator('.lanes').focus();
  for (const key of ['f', '+', '+', 'PageDown']) {
    await page.keyboard.press(key);
  }
  const lanes = await hashIs(page, 'o.lanes.packed', (text) => Number(text.split('@')[1]) > 0);
  const listed = (): Promise<string[]> => page.locator('.as-table th button').allInnerTexts();
  await page.waitForTimeout(300); // the table follows the screen
  const before = await listed();
  await page.reload();
  await lanesReady(page);
  await page.locator('.as-table th button').first().waitFor();
  assert.deepEqual(await listed(), before);
  await hashIs(page, 'o.lanes.packed', (text) => text === lanes);
  await page.locator('#tab-timeline').click();
  await page.locator('.as-table summary').click();
  await hashIs(page, 'o.timeline.table', (text) => text === '1');
  await page.reload();
  await page.locator('.as-table[open]').waitFor();
  await page.locator('#tab-table').click();
  await page.getByLabel('Group by').selectOption('none');
  await page.locator('.rows-window .grid-row').nth(2).click();
  await hashIs(page, 'selection', (text) => text !== 'object:20');
  await page.locator('#tab-lifetimes').click();
  await hashIs(page, 'o.lanes.packed', (text) => text !== lanes); // what is selected elsewhere is brought onto the screen
  await close(opened);
});

test('by keys alone: a button that is pressed keeps the focus, and takes Enter in every view', async () => {
  const opened = await browser.openData(trace.bytes, '#view=lifetimes');
  const { page } = opened;
  await lanesReady(page);
  const press = async (name: string | RegExp, text: string): Promise<void> => {
    await page.getByRole('button', { name, exact: true }).first().focus();
    await page.keyboard.press('Enter');
    await page.locator('button:focus', { hasText: text }).waitFor();
  };
  await press('Place', 'Place');
  await hashIs(page, 'rows', (text) => text === 'site');
  await press('tensor', 'tensor');
  await press('tensor', 'tensor');
  await page.locator('#tab-flame').focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.flame-scroll[data-ready="true"]');
  await page.locator('#tab-flame:focus').waitFor();
  await press('Inverted', 'Inverted');
  await page.locator('.as-table summary').focus();
  await page.keyboard.press('Enter');
  await page.locator('.as-table[open]').waitFor();
  await hashIs(page, 'o.flame.inverted', (text) => text === '1');
  await page.locator('#tab-table').focus();
  await page.keyboard.press('Enter');
  await page.locator('.rows-window .grid-row').first().waitFor();
  await press(/^churn/, 'churn ↓');
  await press(/^churn/, 'churn ↑');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await hashIs(page, 'o.table.only', (text) => text.startsWith('place:'));
  await page.getByLabel('Group by').focus();
  await page.getByLabel('Group by').selectOption('kind');
  await page.locator('select:focus').waitFor();
  await hashIs(page, 'o.table.by', (text) => text === 'kind');
  await page.locator('select[aria-label="Group by"]:focus').waitFor();
  await close(opened);
});

test('a hash that is nonsense does no harm', async () => {
  for (const hash of ['#view=nothing&range=5-1&window=x&kinds=99&selection=object:99999999', '#%%%', '#range=-1-99&rows=constructor&view=__proto__', '#view=lifetimes&o.lanes.packed=-5@1e99@x']) {
    const opened = await browser.openData(trace.bytes, hash);
    await opened.page.waitForSelector('[role=tab][aria-selected=true]');
    await close(opened);
  }
});

test('the table of bars lists those on the screen, and follows it', async () => {
  const opened = await browser.openData(trace.bytes, `#view=lifetimes&window=${trace.duration * 0.5}-${trace.duration * 0.75}`);
  const { page } = opened;
  await lanesReady(page);
  const death = (i: number): number => (trace.end[i] === 0 ? trace.duration : trace.birth[i] + trace.lifetime[i]);
  const within = (from: number, to: number): number => trace.birth.filter((birth, i) => birth <= to && death(i) >= from).length;
  await barCount(page, within(trace.duration * 0.5, trace.duration * 0.75));
  const rows = await page.locator('.as-table tbody tr').all();
  for (const row of rows.slice(0, 5)) {
    const [name, size, begin, end] = await row.locator('th, td').allInnerTexts();
    const i = Number(/[\d,]+$/.exec(name)?.[0].replaceAll(',', '')) - 1;
    assert.deepEqual([size, begin, end], [bytes(trace.size[i]), momentOf(trace.birth[i], death(i) - trace.birth[i]), momentOf(death(i), death(i) - trace.birth[i])], name);
  }
  await page.locator('.lanes').focus();
  await page.keyboard.press('d');
  const window = await hashIs(page, 'window', (text) => !text.startsWith(String(trace.duration * 0.5)));
  const [from, to] = window.split('-').map(Number);
  await barCount(page, within(from, to));
  await close(opened);
});

test('lifetimes that range and filters leave are counted, and told where there are none', async () => {
  const opened = await browser.openData(trace.bytes, '#view=lifetimes&kinds=4');
  const { page } = opened;
  await page.getByText(`${trace.kind.filter((kind) => kind === 2).length} of 300 lifetimes`).waitFor();
  await page.getByRole('button', { name: 'tensor', exact: true }).click();
  await page.getByText('0 of 300 lifetimes').waitFor();
  await page.getByText('Range and filters leave none of these.').waitFor();
  await page.getByRole('button', { name: 'struct', exact: true }).click();
  await page.getByText('Range and filters leave none of these.').waitFor({ state: 'hidden' });
  await close(opened);
});

test('the panel of a place names it and who called it, and leaves its objects alone', async () => {
  const place = trace.site[7];
  const opened = await browser.openData(trace.bytes, `#view=lifetimes&selection=object:7`);
  const { page } = opened;
  const detail = page.locator('.detail');
  const link = detail.locator('.facts .place').first();
  const name = await link.innerText();
  await link.click();
  await detail.getByRole('heading', { name, exact: true }).waitFor();
  await hashIs(page, 'selection', (text) => text === `site:${place}`);
  assert.ok((await detail.locator('.stack li').count()) > 0);
  await detail.getByRole('button', { name: 'Show only its objects' }).click();
  await hashIs(page, 'site', (text) => text === String(place));
  await page.getByText(`${trace.site.filter((site) => site === place).length} of 300 lifetimes`).waitFor();
  await page.keyboard.press('Escape');
  await detail.waitFor({ state: 'hidden' });
  await close(opened);
});
