// SPDX-License-Identifier: MIT
// The headline: clean only where nothing is missing, doubts before all else, and parts of any report left out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { Chromium } from '../support/browser';
import { close, hashIs } from '../support/session';
import { writeContainer } from '../support/writer';

let browser: Chromium;

before(async () => {
  browser = await Chromium.start();
});
after(() => browser.stop());

const summary = { program: '/bin/p', pid: 1, duration_ns: 1000, peak_bytes: 0, peak_bytes_ns: 0, by_kind: {}, events: 10, events_lost: 0, certain: true, leaked_objects: 0, leaked_bytes: 0 };

async function shown(report: Record<string, unknown>, check: (page: Page) => Promise<void>): Promise<void> {
  const text = JSON.stringify({ schema_version: 2, trace: {}, findings: [], leaks: [], children: [], ...report });
  const opened = await browser.openData(new TextEncoder().encode(text), '#view=summary');
  await check(opened.page);
  await close(opened);
}

const headline = (page: Page): Promise<string> => page.locator('.headline h2').innerText();

test('a whole trace without findings is clean', () =>
  shown({ summary }, async (page) => {
    assert.equal(await headline(page), 'No leaks, no misuse');
    assert.equal(await page.locator('.doubt').count(), 0);
  }));

test('where events were lost nothing is clean, and the loss is red', () =>
  shown({ summary: { ...summary, events_lost: 1234, certain: false } }, async (page) => {
    assert.equal(await headline(page), 'No leaks and no misuse seen, which is not certain');
    assert.match(await page.locator('.doubt').innerText(), /^1,234 events were lost while recording/);
    const colours = await page.locator('.doubt, .figure.lost dd').evaluateAll((list) => list.map((one) => getComputedStyle(one).color));
    assert.deepEqual(colours, ['rgb(194, 38, 26)', 'rgb(194, 38, 26)']);
  }));

test('events that a child process lost count as well, as do packets and damage', () =>
  shown({ summary, trace: { packets_lost: 2, damage: ['cut short'] }, children: [{ summary: { ...summary, pid: 2, events_lost: 1 } }] }, async (page) => {
    assert.match(await headline(page), /not certain/);
    const doubts = await page.locator('.doubt').allInnerTexts();
    assert.deepEqual(doubts.map((text) => text.slice(0, 20)), ['1 event was lost whi', '2 packets of events ', 'The trace is damaged']);
    await page.getByText('Processes').waitFor();
  }));

test('findings of any form are shown, hostile ones as text', () => {
  const finding = { key: 'k', category: 'growth', code: 'grows-per-iteration', severity: 'warning', confidence: 'likely', sentence: '<img src=x> grows \u202e by 3', fix: 'a', objects: 3, bytes: 9, times: 3, cause: null, places: [], example: 0 };
  return shown({ summary, findings: [finding, { ...finding, severity: '"><b>', places: undefined, cause: { number: 5, text: '</li>' } }] }, async (page) => {
    assert.equal(await headline(page), 'No leaks, but findings');
    const texts = await page.locator('.finding').allInnerTexts();
    assert.match(texts[0], /^warning\s?<img src=x> grows \\u\{202e\} by 3/);
    assert.match(texts[0], /confidence\s+likely/);
    assert.match(texts[1], /<\/li>/);
    assert.equal(await page.locator('img').count(), 0);
  });
});

test('findings of several processes are in one order: the most severe first, then the one of most bytes', () => {
  const found = (sentence: string, severity: string, size: number): object => ({ key: sentence, category: 'leak', code: 'x', severity, confidence: 'certain', sentence, fix: 'f', cause: null, places: [], bytes: size });
  const findings = [found('first', 'error', 8), found('fourth', 'warning', 64)];
  const children = [
    { summary: { ...summary, program: '/bin/q', pid: 2 }, findings: [found('fifth', 'note', 512)] },
    { summary: { ...summary, program: '/bin/q', pid: 3 }, findings: [found('second', 'error', 4), found('third', 'warning', 128)] },
  ];
  return shown({ summary, findings, children }, async (page) => {
    const texts = await page.locator('.finding').allInnerTexts();
    assert.deepEqual(texts.map((text) => /(first|second|third|fourth|fifth)/.exec(text)?.[0]), ['first', 'second', 'third', 'fourth', 'fifth']);
    assert.match(texts[1], /in\s+\/bin\/q, process 3/);
  });
});

test('findings of one process come as its report has them', () => {
  const finding = { key: 'a', category: 'leak', code: 'x', severity: 'error', confidence: 'certain', sentence: 'small', fix: 'f', cause: null, places: [], bytes: 1 };
  return shown({ summary, findings: [finding, { ...finding, key: 'b', sentence: 'large', bytes: 9 }] }, async (page) => {
    const texts = await page.locator('.finding').allInnerTexts();
    assert.deepEqual(texts.map((text) => /small|large/.exec(text)?.[0]), ['small', 'large']);
    assert.doesNotMatch(texts[0], /process/);
  });
});

test('an example is named with its digits in groups, and where else a finding was seen stays open over a reload', async () => {
  const place = { number: 0, text: 'loop.tl:7 (step)', function: 'step', file: 'loop.tl', line: 7, source: 'debug' };
  const finding = { key: 'leak/x', category: 'leak', code: 'x', severity: 'error', confidence: 'certain', sentence: 's', fix: 'f', cause: null, example: 12345, objects: 1, places: [{ role: 'first seen at', place }] };
  const data = writeContainer([
    { name: 'report', encoding: 'json', values: { schema_version: 2, trace: {}, leaks: [], children: [], summary, findings: [finding, { ...finding, key: 'leak/y' }] } },
    { name: 'object.birth', encoding: 'delta', values: [1] },
    { name: 'object.lifetime', encoding: 'varint', values: [0] },
    { name: 'object.size', encoding: 'varint', values: [8] },
    { name: 'object.kind', encoding: 'u8', values: [1] },
  ]);
  const opened = await browser.openData(data, '#view=summary');
  const { page } = opened;
  await page.getByRole('button', { name: 'Object 12,345' }).first().waitFor();
  await page.getByText('Where else it was seen').nth(1).click();
  await hashIs(page, 'o.summary.seen.0/leak/y', (text) => text === '1');
  await page.reload();
  await page.locator('.finding:nth-child(2)').getByText('loop.tl:7 (step)').waitFor();
  assert.equal(await page.locator('.finding details[open]').count(), 1);
  await close(opened);
});

test('a report with hardly anything in it is shown', () => shown({ summary: { program: 'p' }, findings: 7, leaks: null, sites: 'x', children: [null, 3] }, async (page) => assert.ok(await page.locator('.figure-grid').isVisible())));

const killed = { ...summary, certain: false, ended: 'killed', exit: { signal: 9 } };
const used = { verdict: 'alive-when-killed', leak: false, objects: 3, bytes: 2048 };

test('a process that was killed is no clean one: what it had in use may have leaked', () =>
  shown({ summary: killed, leaks: [used, { ...used, inherited: true }] }, async (page) => {
    assert.equal(await headline(page), 'No leak seen; 3 objects in use when it was killed');
    assert.equal(await page.locator('.doubt').innerText(), 'The process was killed by signal 9 (SIGKILL): 3 objects (2 KiB) were in use; which of them leaked is not known.');
  }));

test('a process that still ran is none either', () =>
  shown({ summary: { ...summary, certain: false, ended: 'running', end_objects: 1 }, recording: { mode: 'snapshot', selection: null, cannot_tell: ['the process still ran'] } }, async (page) => {
    assert.equal(await headline(page), 'No leak seen; 1 object in use when this was written, while it still ran');
    assert.equal(await page.locator('.limit').innerText(), 'The process still ran.');
  }));

test('what samples tell is an estimate', () => {
  const selection = { sampled_one_of: 10, objects: 50, bytes: 5000, estimated_leaks: { objects: 20, bytes: 2048 } };
  const recording = { mode: 'selection', selection, cannot_tell: ['1 of 10 objects was looked at'] };
  return shown({ summary: { ...summary, certain: false, leaked_objects: 2, leaked_bytes: 200 }, recording }, async (page) => {
    assert.equal(await headline(page), 'About 20 objects leaked, about 2 KiB, judging by 2 seen');
    assert.match(await page.locator('.figure', { hasText: 'Objects made' }).innerText(), /50$/);
    assert.equal(await page.locator('.doubt').count(), 0);
  });
});

test('totals by place are all that a trace of them has', () => {
  const totals = [{ place: null, kind: 'tensor', name: '', made_objects: 7, made_bytes: 700, ended_objects: 6, live_objects: 1, live_bytes: 100, peak_bytes: 300, grows: true }];
  return shown({ summary: { ...summary, certain: false }, totals, recording: { mode: 'summary', selection: null, cannot_tell: ['only totals by place were recorded'] } }, async (page) => {
    assert.match(await page.locator('.figure', { hasText: 'Objects made' }).innerText(), /7$/);
    assert.match(await page.locator('table', { hasText: 'Totals by place' }).innerText(), /7\s+6\s+1\s+100 B\s+300 B\s+tensor\s+grows/);
  });
});

test('reports that were merged have no time, and do not tell what was in use', () =>
  shown({ summary: { ...killed, pid: 0, duration_ns: undefined }, leaks: undefined }, async (page) => {
    assert.equal(await headline(page), 'No leak seen; not every process ended normally');
    assert.ok(await page.locator('.strip').isHidden());
    assert.equal(await page.locator('.figure', { hasText: 'Duration' }).count(), 0);
  }));

test('memory that was lost before it was registered leaves objects alone clean', () => {
  const finding = { key: 'k', category: 'heap', code: 'lost-unregistered', severity: 'error', confidence: 'certain', sentence: 'lost', fix: 'a', cause: null, places: [] };
  const heap = { lost: [{ blocks: 3, bytes: 120 }, { blocks: 4, bytes: 96 }] };
  return shown({ summary, findings: [finding], heap }, async (page) => {
    assert.equal(await headline(page), 'No objects leaked, but findings');
    assert.match(await page.locator('.figure-grid').innerText(), /Never registered, lost\s+216 B\s+Blocks of it\s+7/);
  });
});

test('what a recording lacks stands above every view but the summary, which tells all of it', () =>
  shown({ summary, recording: { mode: 'summary', selection: null, cannot_tell: ['only totals were recorded', 'calls are not known'] } }, async (page) => {
    const line = page.locator('.limits-line');
    assert.equal(await line.isVisible(), false);
    for (const view of ['timeline', 'lifetimes', 'map', 'flame', 'table', 'scopes']) {
      await page.locator(`#tab-${view}`).click();
      assert.match(await line.innerText(), /^Only totals were recorded\.\s*and 1 more, in the summary$/);
    }
    await line.getByRole('button').click();
    await page.getByText('Calls are not known.').waitFor();
  }));

test('where totals by place are all there is, no peak is told', () =>
  shown({ summary: { ...summary, peak_bytes: 64, peak_bytes_ns: 9 }, totals: [] }, async (page) => {
    assert.equal((await page.locator('.figure-grid dt').allInnerTexts()).includes('Peak'), false);
  }));
