// SPDX-License-Identifier: MIT
// What the page shows of recorded runs is what report.json says. TLSCOPE_SAMPLES is a folder of NAME.report.json, each
// with NAME.html or NAME.tlview beside it; see `run`.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import type { Report } from '../../src/format/report';
import { bytes, count } from '../../src/lib/format';
import { visible } from '../../src/lib/text';
import { Chromium, type Opened } from '../support/browser';
import { barCount, close, lanesReady } from '../support/session';

const folder = process.env.TLSCOPE_SAMPLES ?? '';
const LARGE = 5e6; // bytes: what is larger is for the bench
const names = folder === '' ? [] : readdirSync(folder).filter((file) => file.endsWith('.report.json')).map((file) => file.replace('.report.json', ''));
const LISTED = 5000; // bars that the page draws one by one

interface Pool {
  pooled: number;
  kept_bytes: number;
}

interface Buffers {
  made: number;
  grown: number;
  deferred: number;
}

let browser: Chromium;

before(async () => {
  browser = await Chromium.start();
});
after(() => browser.stop());

async function open(name: string, hash: string): Promise<Opened> {
  const html = join(folder, `${name}.html`);
  if (!existsSync(html)) {
    return browser.openData(readFileSync(join(folder, `${name}.tlview`)), hash);
  }
  const opened = await browser.open(pathToFileURL(html).href + hash);
  await opened.page.waitForSelector('.top-bar');
  return opened;
}

async function figure(page: Page, name: string): Promise<string> {
  return page.locator(`.figures dt:text-is("${name}") + dd`).innerText();
}

function madeObjects(report: Report): number {
  return Object.values(report.summary.by_kind).reduce((sum, kind) => sum + kind.made_objects, 0);
}

// Of totals by place, what came and went is not in the page.
const isTotals = ({ totals }: Report): boolean => Array.isArray(totals);

async function timeline(page: Page, report: Report): Promise<void> {
  const { summary } = report;
  if (isTotals(report)) {
    await page.locator('.figures .moment').getByText('At the end').waitFor();
    assert.equal(await figure(page, 'Live bytes when totals were told'), bytes(summary.end_bytes as number));
    assert.equal(await page.getByText('Scope depth').count(), 0);
  } else if (summary.peak_bytes > 0) {
    assert.equal(await figure(page, 'Live bytes'), bytes(summary.peak_bytes));
    assert.match(await page.locator('.figures .moment').innerText(), /^At the peak/);
    const then = Object.values(summary.at_peak_bytes_by_kind as Record<string, { objects: number }>);
    assert.equal(await figure(page, 'Live objects'), count(then.reduce((sum, { objects }) => sum + objects, 0)));
  }
}

async function lifetimes(page: Page, report: Report): Promise<void> {
  await page.locator('#tab-lifetimes').click();
  if (isTotals(report)) {
    return;
  }
  await page.getByText(`${count(madeObjects(report))} lifetime`).waitFor();
  if (madeObjects(report) === 0) {
    return;
  }
  await lanesReady(page);
  if (madeObjects(report) <= LISTED) {
    await barCount(page, madeObjects(report));
  }
}

async function leaks(page: Page, report: Report): Promise<void> {
  for (const { kind, examples } of report.leaks.filter((leak) => leak.leak).slice(0, 3)) {
    const [example] = examples;
    await page.locator('.search').fill(`#${example.object}`);
    await page.locator('.results button').first().click();
    const detail = page.locator('.detail');
    await detail.getByRole('heading', { name: `${kind} ${count(example.object)}` }).waitFor();
    const words = await detail.innerText();
    assert.ok(words.includes(example.pointer), `${example.pointer} in ${words}`);
    assert.ok(words.includes(bytes(example.bytes)));
    assert.ok(words.includes('alive at the end'));
    if (example.ledger_left_out === 0) {
      const rows = await detail.locator('.ledger tbody tr').all();
      const shown = await Promise.all(rows.map(async (row) => [await row.locator('td').nth(1).innerText(), await row.locator('td').nth(2).innerText()]));
      const told = example.ledger.map((entry) => [entry.operation.replaceAll('-', ' '), count(entry.count)]);
      assert.deepEqual(shown, told);
    }
    const place = example.ledger[0]?.place?.text ?? '';
    assert.ok(words.replaceAll(/\s/g, '').includes(visible(place).replaceAll(/\s/g, '')), `${place} in ${words}`);
  }
  await page.keyboard.press('Escape');
}

async function memory(page: Page, report: Report): Promise<void> {
  const pool = report.pool as Pool;
  const buffers = report.buffers as Buffers;
  await page.locator('#tab-map').click();
  await page.locator('.figures dt', { hasText: 'Times pooled' }).waitFor();
  if (!isTotals(report)) {
    assert.equal(await figure(page, 'Times pooled'), count(pool.pooled));
  }
  assert.equal(await figure(page, 'Waiting at the end'), bytes(pool.kept_bytes));
  await page.getByRole('button', { name: 'Slot buffers' }).click();
  await page.locator('.figures dt', { hasText: 'Deferred bytes' }).waitFor();
  assert.equal(await figure(page, 'Buffers'), count(buffers.made + buffers.grown));
  assert.ok((await figure(page, 'Deferred')).startsWith(count(buffers.deferred)));
}

async function limits(page: Page, { recording }: Report): Promise<void> {
  const [first = ''] = recording?.cannot_tell ?? [];
  const line = page.locator('.limits-line');
  assert.equal(await line.isVisible(), first !== '');
  assert.ok((await line.innerText()).toLowerCase().startsWith(first.toLowerCase()));
}

test('there are recorded samples', { skip: folder === '' ? 'TLSCOPE_SAMPLES is not set' : false }, () => {
  assert.ok(names.length > 0);
});

for (const name of names) {
  const report = JSON.parse(readFileSync(join(folder, `${name}.report.json`), 'utf8')) as Report;
  const file = [`${name}.html`, `${name}.tlview`].map((one) => join(folder, one)).find(existsSync);
  const large = file === undefined || readFileSync(file).length > LARGE;
  test(`${name}: the page says what its report says`, { skip: large ? 'too large for a test' : false }, async () => {
    const opened = await open(name, '#view=timeline');
    await limits(opened.page, report);
    await timeline(opened.page, report);
    await lifetimes(opened.page, report);
    await leaks(opened.page, report);
    await memory(opened.page, report);
    await close(opened);
  });
}
