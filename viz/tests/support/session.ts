// SPDX-License-Identifier: MIT
// What tests do again and again on an open page.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Opened } from './browser';

export async function lanesReady(page: Page): Promise<void> {
  await page.waitForSelector('.lanes[data-ready="true"]');
}

export async function close({ page, complaints }: Opened): Promise<void> {
  assert.deepEqual(complaints, []);
  await page.context().close();
}

function parameter(page: Page, name: string): string {
  return new URLSearchParams(page.url().split('#')[1] ?? '').get(name) ?? '';
}

// Waits until a parameter of the hash is as wanted: the page writes it a moment after a change.
export async function hashIs(page: Page, name: string, wanted: (value: string) => boolean): Promise<string> {
  for (let i = 0; i < 100; i++) {
    const value = parameter(page, name);
    if (wanted(value)) {
      return value;
    }
    await page.waitForTimeout(50);
  }
  return assert.fail(`${name} of the hash is not as wanted: #${page.url().split('#')[1]}`);
}

export async function windowSpan(page: Page, wanted: (span: number) => boolean): Promise<number> {
  const span = (text: string): number => {
    const [from, to] = text.split('-').map(Number);
    return text === '' ? Number.POSITIVE_INFINITY : to - from;
  };
  return span(await hashIs(page, 'window', (text) => wanted(span(text))));
}

// Drags on the strip between two shares of its axis, which begins as far from its left as that of lanes with titles.
export async function brush(page: Page, from: number, to: number, left = 0): Promise<void> {
  const box = await page.locator('.strip-plot').boundingBox();
  assert.ok(box);
  const at = (share: number): number => box.x + left + (box.width - left) * share;
  await page.mouse.move(at(from), box.y + 20);
  await page.mouse.down();
  await page.mouse.move(at((from + to) / 2), box.y + 20);
  await page.mouse.move(at(to), box.y + 20);
  await page.mouse.up();
}

// How many bars the table of what is on the screen counts, once it counts `wanted`.
export async function barCount(page: Page, wanted: number): Promise<void> {
  const details = page.locator('details.as-table');
  if ((await details.getAttribute('open')) === null) {
    await details.locator('summary').click();
  }
  const text = page.locator('.as-table p');
  const expected = wanted === 1 ? '1 bar' : `${wanted.toLocaleString('en-US')} bars`;
  for (let i = 0; i < 100 && !(await text.innerText()).endsWith(expected); i++) {
    await page.waitForTimeout(50);
  }
  assert.ok((await text.innerText()).endsWith(expected), `${await text.innerText()}, not ${expected}`);
}

// The range in the hash once it stays: while dragging it may be written in between.
export async function brushedRange(page: Page): Promise<[number, number]> {
  let range = await hashIs(page, 'range', (text) => text !== '');
  for (let last = ''; last !== range; ) {
    last = range;
    await page.waitForTimeout(400);
    range = await hashIs(page, 'range', (text) => text !== '');
  }
  const [from, to] = range.split('-').map(Number);
  return [from, to];
}
