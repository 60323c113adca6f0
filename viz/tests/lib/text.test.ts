// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as words from '../../src/lib/format';
import { shortened, visible } from '../../src/lib/text';

test('what hides or reorders text is spelled out, letters stay', () => {
  assert.equal(visible('a\u202eb\u0000c\u001b[1m\u200bd\u2066e\ufeff'), 'a\\u{202e}b\\x00c\\x1b[1m\\u{200b}d\\u{2066}e\\u{feff}');
  assert.equal(visible('tensor/テンソル_größe<b>'), 'tensor/テンソル_größe<b>');
  assert.equal(visible('\ud800x'), '\\u{d800}x');
  assert.equal(visible('\u{e0041}'), '\\u{e0041}');
  assert.equal(visible('a\nb\tc'), 'a\\x0ab\\x09c');
  assert.equal(visible(`e${'\u0301'.repeat(40)}`), `e${'\u0301'.repeat(3)}…`);
});

test('long texts lose their middle', () => {
  assert.equal(shortened('abcdef', 6), 'abcdef');
  assert.equal(shortened('/a/very/long/path/to/model.tl:12', 20), '/a/ver…o/model.tl:12');
  assert.equal(shortened('/a/very/long/path/to/model.tl:12', 20).length, 20);
});

test('figures as people read them', () => {
  assert.equal(words.bytes(0), '0 B');
  assert.equal(words.bytes(1023), '1,023 B');
  assert.equal(words.bytes(1536), '1.50 KiB');
  assert.equal(words.bytes(-3 * 2 ** 30), '−3 GiB');
  assert.equal(words.exactBytes(2048), '2 KiB (2,048 B)');
  assert.equal(words.time(999), '999 ns');
  assert.equal(words.time(1_500_000), '1.50 ms');
  assert.equal(words.time(90e9), '90 s');
  assert.equal(words.time(7200e9), '2 h');
  assert.equal(words.moment(1_250_000, 50_000), '1.25 ms');
  assert.equal(words.percent(1, 4), '25.0 %');
  assert.equal(words.percent(0, 0), '–');
  assert.equal(words.plural(1, 'bar'), '1 bar');
  assert.equal(words.plural(1234, 'bar'), '1,234 bars');
});
