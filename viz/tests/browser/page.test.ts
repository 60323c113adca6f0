// SPDX-License-Identifier: MIT
// The page around the data: hostile text, files dropped, reports alone, several processes, damage, narrow screens, print.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { Chromium, htmlWith } from '../support/browser';
import { close, hashIs, lanesReady } from '../support/session';
import { synthetic } from '../support/synthetic';
import { writeContainer } from '../support/writer';

const trace = synthetic(200);
let browser: Chromium;

before(async () => {
  browser = await Chromium.start();
});
after(() => browser.stop());

async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const data = await page.evaluateHandle(
    ([file, base64]) => {
      const transfer = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([content], file));
      return transfer;
    },
    [name, Buffer.from(bytes).toString('base64')] as const,
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

test('hostile names stay text, and what would hide or reorder them is spelled out', async () => {
  const opened = await browser.openData(trace.bytes, '#view=lifetimes&rows=site&selection=object:0');
  const { page } = opened;
  await lanesReady(page);
  const shown = await page.locator('.detail').innerText();
  assert.match(shown, /<\/script><img src=x onerror=alert\(1\)>\\u\{202e\}gnp\.exe\\x00\\x1b\[31m/);
  assert.equal(await page.locator('img').count(), 0);
  assert.equal(await page.locator('script').count(), 1);
  assert.ok(!/[\u202e\u0000\u001b]/.test(await page.evaluate(() => document.title + document.body.innerText)));
  await close(opened);
});

test('the policy lets nothing in but the page itself', async () => {
  const html = htmlWith(trace.bytes);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  assert.match(policy, /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+';/);
  assert.ok(!policy.includes('unsafe'));
  const opened = await browser.openData(trace.bytes);
  const ran = await opened.page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    return (window as unknown as { ran?: boolean }).ran === true;
  });
  assert.equal(ran, false);
  assert.equal(opened.complaints.length, 1); // of that script
  await opened.page.context().close();
});

test('a page without data takes files; a second one is compared with the first', async () => {
  const opened = await browser.open(browser.write(htmlWith(new Uint8Array(0)).replace(/<script type="application.*?<\/script>/, '')));
  const { page } = opened;
  await page.waitForSelector('.welcome');
  await drop(page, 'one.tlview', trace.bytes);
  await page.waitForSelector('.top-bar');
  await drop(page, 'two.tlview', synthetic(50, 2).bytes);
  await page.waitForTimeout(300);
  assert.equal(await page.locator('.notice').innerText(), '');
  await drop(page, 'three.txt', text('nonsense'));
  await page.getByText('three.txt is neither a tlview file nor a report.json').waitFor();
  await close(opened);
});

test('pages of tlscope view are compared as well, pages without data are refused', async () => {
  const opened = await browser.openData(trace.bytes);
  const { page } = opened;
  const other = await readFile(new URL(browser.write(htmlWith(synthetic(50, 2).bytes))));
  await drop(page, 'view.html', other);
  await page.locator('.compare-line', { hasText: 'view.html' }).waitFor();
  await drop(page, 'empty.html', text('<p id="tlscope-data">'));
  await page.getByText('empty.html is no page of tlscope with data in it').waitFor();
  await close(opened);
});

test('a report.json alone shows what it tells', async () => {
  const opened = await browser.open(browser.write(htmlWith(new Uint8Array(0)).replace(/<script type="application.*?<\/script>/, '')));
  const { page } = opened;
  const report = {
    schema_version: 2,
    summary: { program: 'p', duration_ns: 1000, peak_bytes: 64, peak_bytes_ns: 10, by_kind: {} },
    timeline: { time_ns: [0, 10, 500], bytes: { tensor: [0, 64, 0] }, objects: { tensor: [0, 1, 0] }, pooled_bytes: [0, 0, 64], scope_depth_max: [1, 2, 1] },
    findings: [], leaks: [], diagnostics: [], marks: [], sites: [], children: [], trace: {},
  };
  await page.waitForSelector('.welcome');
  await drop(page, 'report.json', text(JSON.stringify(report)));
  await page.waitForSelector('.top-bar');
  await page.locator('#tab-timeline').click();
  assert.match(await page.locator('.figures').innerText(), /Live bytes\s+64 B/);
  await page.locator('#tab-lifetimes').click();
  await page.getByText('A report.json holds no single objects').waitFor();
  await page.locator('#tab-map').click();
  await page.getByText('A report.json holds no single stays in the pool').waitFor();
  assert.equal(await page.locator('.figures dt').count(), 0);
  await page.locator('#tab-scopes').click();
  await page.getByText('A report.json holds no scopes').waitFor();
  await close(opened);
});

const ONE = {
  schema_version: 2,
  summary: { program: 'p', duration_ns: 1000, peak_bytes: 64, peak_bytes_ns: 10, leaked_objects: 3, leaked_bytes: 96, by_kind: { tensor: { made_objects: 3, made_bytes: 96 } } },
  timeline: { time_ns: [0, 10, 500], bytes: { tensor: [0, 64, 0] }, objects: { tensor: [0, 1, 0] }, pooled_bytes: [0, 0, 64], scope_depth_max: [1, 2, 1] },
  findings: [],
  leaks: [{ verdict: 'never-released', leak: true, certain: true, kind: 'tensor', name: '', objects: 3, bytes: 96, cause: null, sites: { first_seen: null }, examples: [] }],
  diagnostics: [{ code: 'scopes-open-at-end', severity: 'warning', meaning: 'scopes open', count: 1, first_ns: 5, last_ns: 5, site: null, other_site: { number: 9, text: 'entered.tl:4', function: null, file: 'entered.tl', line: 4, source: '' } }],
  marks: [], sites: [], children: [], trace: {},
};

const ofProcess = (pid: number, ended: string): object => ({ read: 'whole', summary: { ...ONE.summary, pid, host: 'h', start: 's', ended, peak_objects: 1 }, timeline: ONE.timeline });
const MERGED = {
  document: 'tlscope-merged',
  schema_version: 2,
  trace: {},
  summary: { program: 'p', pid: 0, processes: 3, ended: 'killed', leaked_objects: 9, leaked_bytes: 288, by_kind: ONE.summary.by_kind },
  findings: [],
  processes: [ofProcess(11, 'normally'), ofProcess(12, 'killed'), ofProcess(13, 'normally')],
};

const pageOf = (report: object): Uint8Array => writeContainer([{ name: 'report', encoding: 'json', values: report }]);

test('a page made of a report shows what it tells, and no figure of what it lacks', async () => {
  const opened = await browser.openData(pageOf(ONE));
  const { page } = opened;
  await page.getByText('3 objects leaked').waitFor();
  assert.equal(await page.locator('.kinds').count(), 0);
  await page.getByText('entered.tl:4').waitFor(); // where the scope was entered: nobody left it
  await page.locator('#tab-lifetimes').click();
  await page.getByText('A report.json holds no single objects').waitFor();
  assert.equal(await page.getByText('0 lifetimes').count(), 0);
  await page.locator('#tab-map').click();
  await page.getByText('A report.json holds no single stays in the pool').waitFor();
  assert.equal(await page.locator('.figures dt').count(), 0);
  await page.locator('#tab-flame').click();
  await page.locator('.flame-line', { hasText: '96 B' }).waitFor();
  await page.locator('#tab-table').click();
  await page.getByText('1 group in the report').waitFor();
  await page.getByLabel('Group by').selectOption('none');
  await page.getByText('A report.json holds no single objects, only groups').waitFor();
  await page.locator('.search').fill('p');
  await page.locator('.results', { hasText: 'A report.json holds no single objects' }).waitFor();
  await close(opened);
});

// The second process begins 2000 after the first, which it outlives.
const CHILD = { ...ONE, summary: { ...ONE.summary, program: '/bin/second', pid: 12, start_offset_ns: 2000, peak_bytes: 4096 }, timeline: { ...ONE.timeline, bytes: { tensor: [0, 4096, 0] } } };
const PARENT = { ...ONE, summary: { ...ONE.summary, pid: 11 }, children: [CHILD] };

test('the timeline of a report with several processes is that of the one chosen, as is the strip', async () => {
  const opened = await browser.openData(pageOf(PARENT), '#view=timeline');
  const { page } = opened;
  await page.getByText('Whole trace, 3 µs').waitFor();
  await page.locator('.figures', { hasText: /At the peak, 10 ns\s*Live bytes\s*64 B/ }).waitFor();
  await page.getByLabel('Process').selectOption('second, process 12');
  await page.locator('.figures', { hasText: /At the peak, 2\.01 µs\s*Live bytes\s*4 KiB/ }).waitFor();
  await hashIs(page, 'window', (text) => text === '2000-3000');
  await page.reload();
  await page.locator('.figures', { hasText: /Live bytes\s*4 KiB/ }).waitFor();
  assert.equal(await page.getByLabel('Process').locator('option').count(), 2);
  await close(opened);
});

test('the timeline of a recording has all processes together, and each of them', async () => {
  const data = writeContainer([
    { name: 'report', encoding: 'json', values: PARENT },
    { name: 'process', encoding: 'json', values: [{ pid: 11, begin: 0, site_base: 0 }, { pid: 12, begin: 2000, site_base: 0 }] },
    { name: 'series.names', encoding: 'json', values: ['bytes.tensor'] },
    { name: 'series.time', encoding: 'delta', values: [0, 10, 2010] },
    { name: 'series.bytes.tensor', encoding: 'delta', values: [0, 64, 4160] },
    { name: 'peak', encoding: 'json', values: { bytes: { value: 4160, time: 2010, series: { 'bytes.tensor': 4160 } } } },
  ]);
  const opened = await browser.openData(data, '#view=timeline');
  const { page } = opened;
  await page.locator('.figures', { hasText: /Live bytes\s*4\.06 KiB/ }).waitFor();
  assert.deepEqual(await page.getByLabel('Process').locator('option').allInnerTexts(), ['all together', 'p, process 11', 'second, process 12']);
  await page.getByLabel('Process').selectOption('p, process 11');
  await page.locator('.figures', { hasText: /At the peak, 10 ns\s*Live bytes\s*64 B/ }).waitFor();
  await close(opened);
});

test('a trace in which nothing was alive for long is opened zoomed to what follows', async () => {
  const series = [
    { name: 'report', encoding: 'json', values: { summary: { program: 'p', duration_ns: 1000, by_kind: {} } } },
    { name: 'series.names', encoding: 'json', values: ['rss', 'bytes.tensor'] },
    { name: 'series.time', encoding: 'delta', values: [0, 900] },
    { name: 'series.rss', encoding: 'delta', values: [5, 5] },
    { name: 'series.bytes.tensor', encoding: 'delta', values: [0, 64] },
  ] as const;
  const opened = await browser.openData(writeContainer(series));
  const { page } = opened;
  await hashIs(page, 'window', (text) => text === '897-1000');
  await page.getByText('Whole trace, 1 µs, zoomed in').waitFor();
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await hashIs(page, 'window', (text) => text === '');
  await page.reload();
  await page.waitForSelector('.top-bar');
  await page.waitForTimeout(300); // the hash is written
  await hashIs(page, 'window', (text) => text === '');
  await close(opened);
});

test('a merged report has its processes, and no figure of what it lacks', async () => {
  const opened = await browser.openData(pageOf(MERGED));
  const { page } = opened;
  await page.getByText('9 objects leaked').waitFor();
  await page.locator('table', { hasText: 'Processes' }).getByText('13', { exact: true }).waitFor();
  await page.getByText('normally: 2 processes, killed: 1 process').waitFor();
  await page.locator('#tab-timeline').click();
  await page.getByText('have no time in common').waitFor();
  for (const [tab, lacks] of [['lifetimes', 'single objects'], ['scopes', 'scopes'], ['flame', 'groups of objects'], ['table', 'groups of objects']]) {
    await page.locator(`#tab-${tab}`).click();
    await page.getByText(`A merged report holds no ${lacks}`).first().waitFor();
    assert.doesNotMatch(await page.locator('#view').innerText(), /\b0 /);
  }
  await close(opened);
});

test('a trace in which no object was made is none of a report.json alone', async () => {
  const summary = { program: 'p', duration_ns: 1000, by_kind: {} };
  const columns = [
    { name: 'report', encoding: 'json' as const, values: { summary } },
    { name: 'process', encoding: 'json' as const, values: [{ pid: 1, program: 'p', begin: 0, site_base: 0 }] },
  ];
  const opened = await browser.openData(writeContainer(columns), '#view=lifetimes');
  await opened.page.getByText('No objects were made.').waitFor();
  await close(opened);
});

test('damaged data is told in words', async () => {
  const cases: [Uint8Array, RegExp][] = [
    [trace.bytes.subarray(0, 200), /cut short/],
    [text('{"a": 1}'), /no report of tlscope/],
    [text('TLVIEW'), /neither a tlview file/],
  ];
  for (const [bytes, words] of cases) {
    const opened = await browser.openData(bytes);
    assert.match(await opened.page.locator('.failure').innerText(), words);
    await close(opened);
  }
});

test('nothing is cut off at 400 pixels, in any view', async () => {
  const opened = await browser.openData(trace.bytes, '#selection=object:3', { width: 400, height: 800 });
  const { page } = opened;
  for (const tab of await page.locator('[role=tab]').all()) {
    await tab.click();
    await page.waitForTimeout(150);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 400, (await tab.innerText()));
    const bar = await page.locator('.top-bar').boundingBox();
    const view = await page.locator('#view').boundingBox();
    assert.ok(bar !== null && view !== null && view.height > 120 && view.y >= bar.y + bar.height);
  }
  await close(opened);
});

test('every canvas has words beside it', async () => {
  const opened = await browser.openData(trace.bytes);
  const { page } = opened;
  for (const tab of await page.locator('[role=tab]').all()) {
    await tab.click();
    for (const canvas of await page.locator('canvas').all()) {
      const label = await canvas.evaluate((element) => element.closest('[aria-label]')?.getAttribute('aria-label') ?? '');
      assert.ok(label.length > 10, `${await tab.innerText()}: ${label}`);
    }
  }
  await close(opened);
});
