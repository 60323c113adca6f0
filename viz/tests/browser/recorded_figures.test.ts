// SPDX-License-Identifier: MIT
// Findings and figures of recorded runs are those of report.json; TLSCOPE_SAMPLES as in recorded.test.ts.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import type { Finding, Process, Report } from '../../src/format/report';
import { bytes, count, plural } from '../../src/lib/format';
import { visible } from '../../src/lib/text';
import { Chromium, type Opened } from '../support/browser';
import { close } from '../support/session';

const folder = process.env.TLSCOPE_SAMPLES ?? '';
const LARGE = 5e6; // bytes: what is larger is for the bench
const names = folder === '' ? [] : readdirSync(folder).filter((file) => file.endsWith('.report.json')).map((file) => file.replace('.report.json', ''));

interface Amount {
  objects: number;
  bytes: number;
}

interface Part extends Process {
  peak: { by_place: (Amount & { place: { text: string } | null })[] };
  scopes: { entered: number; never_left: number };
}

interface Whole extends Report, Part {
  children: Part[];
}

const partsOf = (report: Whole): Part[] => [report, ...report.children];

function added(report: Whole, value: (part: Part) => number): number {
  return partsOf(report).reduce((sum, part) => sum + value(part), 0);
}

let browser: Chromium;

before(async () => {
  browser = await Chromium.start();
});
after(() => browser.stop());

function fileOf(name: string): string | undefined {
  return [`${name}.html`, `${name}.tlview`].map((file) => join(folder, file)).find(existsSync);
}

async function open(name: string, hash: string): Promise<Opened> {
  const file = fileOf(name) ?? '';
  if (!file.endsWith('.html')) {
    return browser.openData(readFileSync(file), hash);
  }
  const opened = await browser.open(pathToFileURL(file).href + hash);
  await opened.page.waitForSelector('.top-bar');
  return opened;
}

const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

// Of several processes the most severe first, of those the one of most bytes.
function inOrder(report: Whole): Finding[] {
  const parts = partsOf(report);
  const rank = ({ severity }: Finding): number => ['error', 'warning', 'note'].indexOf(severity);
  const all = parts.flatMap((part) => part.findings);
  return parts.length === 1 ? all : all.sort((a, b) => rank(a) - rank(b) || b.bytes - a.bytes);
}

async function findings(page: Page, report: Whole): Promise<void> {
  const told = inOrder(report);
  const headline = await page.locator('.headline h2').innerText();
  const limits = partsOf(report).flatMap(({ recording }) => recording?.cannot_tell ?? []);
  assert.deepEqual((await page.locator('.limit').allInnerTexts()).map((text) => text.toLowerCase()), limits.map((text) => `${text}.`.toLowerCase()));
  const leaked = added(report, ({ summary }) => summary.leaked_objects);
  const lostEvents = added(report, ({ summary }) => summary.events_lost);
  const estimate = report.recording?.selection?.estimated_leaks;
  if (leaked > 0 && estimate !== undefined) {
    assert.equal(headline, `About ${plural(estimate.objects ?? 0, 'object')} leaked, about ${bytes(estimate.bytes)}, judging by ${count(leaked)} seen`);
  } else if (leaked > 0) {
    const size = added(report, ({ summary }) => summary.leaked_bytes);
    assert.equal(headline, `${leaked === 1 ? '1 object' : `${count(leaked)} objects`} leaked, ${bytes(size)}`);
  } else {
    const certain = partsOf(report).every(({ summary }) => summary.certain === true && summary.events_lost === 0);
    assert.equal(/^No leaks, no misuse$/.test(headline), told.length === 0 && certain, headline);
  }
  const more = page.getByTitle('Show all findings');
  if ((await more.count()) > 0) {
    await more.click();
  }
  const shown = await page.locator('.finding').allInnerTexts();
  assert.equal(shown.length, told.length);
  told.forEach((finding, i) => {
    for (const text of [finding.severity, finding.sentence, finding.fix, finding.cause?.text ?? '']) {
      assert.ok(squeezed(shown[i]).includes(squeezed(visible(text))), `${text} in ${shown[i]}`);
    }
  });
  const lost = await page.locator('.doubt').allInnerTexts();
  assert.equal(lost.some((text) => text.includes('lost while recording')), lostEvents > 0);
}

const isTotals = ({ totals }: Part): boolean => Array.isArray(totals);

async function totals(page: Page, report: Whole): Promise<void> {
  const told = report.totals ?? [];
  const rows = page.locator('table', { has: page.locator('caption', { hasText: 'Totals by place' }) }).locator('tbody tr');
  const shown = await Promise.all((await rows.all()).map((row) => row.locator('td').allInnerTexts()));
  const wanted = told.map((one) => [count(one.made_objects), count(one.ended_objects), count(one.live_objects), bytes(one.live_bytes), bytes(one.peak_bytes)]);
  assert.deepEqual(shown.map((cells) => cells.slice(0, 5)), wanted);
  const made = told.reduce((sum, one) => sum + one.made_objects, 0);
  assert.match(squeezed(await page.locator('.figure-grid').innerText()), new RegExp(`Objects made ${count(made)} `));
  assert.equal(await page.locator('.kinds').count(), 0);
}

async function kinds(page: Page, report: Whole): Promise<void> {
  if (isTotals(report)) {
    return totals(page, report);
  }
  const { summary } = report;
  const peak = summary.at_peak_bytes_by_kind as Record<string, Amount>;
  const alone = report.children.length === 0; // each process has a peak of its own
  for (const [kind, made] of Object.entries(summary.by_kind).filter(([, { made_objects }]) => alone && made_objects > 0)) {
    const row = page.locator('.kinds tr', { has: page.locator(`.swatch.${kind}`) });
    const cells = await row.locator('td').allInnerTexts();
    const [atPeak, atPeakBytes] = [peak[kind].objects, peak[kind].bytes];
    const wanted = [count(made.made_objects), bytes(made.made_bytes), count(atPeak), bytes(atPeakBytes), count(made.end_objects), bytes(made.end_bytes)];
    assert.deepEqual(cells.slice(0, 6), wanted, kind);
  }
  const total = await page.locator('.kinds .total td').allInnerTexts();
  assert.deepEqual(total.slice(-2), [count(added(report, (part) => part.summary.leaked_objects)), bytes(added(report, (part) => part.summary.leaked_bytes))]);
}

async function cellsByName(page: Page, by: string, column: string): Promise<Map<string, string>> {
  await page.getByLabel('Group by').selectOption(by);
  await page.locator(`.grid[data-ready*='"by":["${by}"]']`).waitFor();
  const head = await page.locator('.grid-head > *').allInnerTexts();
  const at = head.findIndex((text) => text.replace(/ [↑↓]$/, '') === column);
  const rows = await page.locator('.rows-window .grid-row').all();
  const pairs = rows.map(async (row) => {
    const cells = await row.locator('[role=cell]').allInnerTexts();
    return [cells[0], cells[at]] as const;
  });
  return new Map(await Promise.all(pairs));
}

function summed<T>(list: readonly T[], name: (one: T) => string, value: (one: T) => number): Map<string, number> {
  const sums = new Map<string, number>();
  list.forEach((one) => sums.set(name(one), (sums.get(name(one)) ?? 0) + value(one)));
  return sums;
}

async function table(page: Page, report: Whole): Promise<void> {
  await page.locator('#tab-table').click();
  const leaks = partsOf(report).flatMap((part) => part.leaks.filter(({ leak }) => leak));
  const shown = await cellsByName(page, 'verdict', 'leaked');
  summed(leaks, ({ verdict }) => verdict, ({ bytes: size }) => size).forEach((size, verdict) => assert.equal(shown.get(verdict), bytes(size), verdict));
  if (report.children.length > 0 || isTotals(report)) {
    return; // of totals, nothing is known of the peak
  }
  const places = await cellsByName(page, 'place', 'at peak');
  const told = report.peak.by_place.filter(({ place }) => place !== null);
  const atPeak = summed(told, ({ place }) => visible(place?.text ?? ''), ({ bytes: size }) => size);
  places.forEach((text, place) => assert.equal(text, atPeak.has(place) ? bytes(atPeak.get(place) ?? 0) : '–', place));
}

async function flame(page: Page, report: Whole): Promise<void> {
  await page.locator('#tab-flame').click();
  const peak = report.children.length === 0 && !isTotals(report) ? [['peakBytes', report.summary.peak_bytes] as const] : [];
  for (const [measure, size] of [['leakedBytes', added(report, ({ summary }) => summary.leaked_bytes)] as const, ...peak]) {
    await page.getByLabel('Width').selectOption(measure);
    await page.locator('.flame-line', { hasText: bytes(size) }).waitFor();
  }
}

async function scopeTree(page: Page, report: Whole): Promise<void> {
  await page.locator('#tab-scopes').click();
  const cells = page.locator('.rows-window .grid-row').first().locator('[role=cell]');
  const [entered, open_] = [added(report, ({ scopes }) => scopes.entered), added(report, ({ scopes }) => scopes.never_left)];
  if (entered > 0 && report.children.length === 0) {
    assert.equal(await cells.nth(1).innerText(), count(entered));
    assert.equal(await cells.nth(2).innerText(), open_ === 0 ? '–' : count(open_));
  }
}

for (const name of names) {
  const report = JSON.parse(readFileSync(join(folder, `${name}.report.json`), 'utf8')) as Whole;
  const file = fileOf(name);
  const large = file === undefined || statSync(file).size > LARGE;
  test(`${name}: findings and figures are those of its report`, { skip: large ? 'too large for a test' : false }, async () => {
    const opened = await open(name, '#view=summary');
    const { page } = opened;
    await page.waitForSelector(isTotals(report) ? 'caption:text("Totals by place")' : '.kinds');
    await findings(page, report);
    await kinds(page, report);
    await table(page, report);
    await flame(page, report);
    await scopeTree(page, report);
    await close(opened);
  });
}

for (const name of names) {
  const text = readFileSync(join(folder, `${name}.report.json`));
  test(`${name}: its report.json alone shows findings, groups and flame graph`, { skip: text.length > LARGE ? 'too large for a test' : false }, async () => {
    const report = JSON.parse(text.toString()) as Whole;
    const opened = await browser.openData(text, '#view=summary');
    const { page } = opened;
    await page.waitForSelector('.figure-grid');
    await findings(page, report);
    await table(page, report);
    await flame(page, report);
    await close(opened);
  });
}
