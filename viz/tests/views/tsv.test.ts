// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asTsv } from '../../src/views/table/tsv';

test('tabs and lines within a text do not part it, and formulas become text', () => {
  const column = { id: 'a', title: 'Name', about: '', number: false, width: 1 };
  const row = (text: string, raw: number): Parameters<typeof asTsv>[1][number] => ({ cells: [{ text }, { text: '1.00 KiB', raw }], selects: null, drills: null, share: 0 });
  const text = asTsv([column, { ...column, title: 'Size' }], [row('a\tb\nc', 1024), row('=cmd()', -5)]);
  assert.equal(text, "Name\tSize\na\\x09b\\x0ac\t1024\n'=cmd()\t-5\n");
});
