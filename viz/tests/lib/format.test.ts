// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moment, momentOf } from '../../src/lib/format';

test('the begin and the end of what lasts a short time are told apart', () => {
  const begins = [0, 17, 12_345_678, 234_123_456, 9_644_584_063, 7_200_000_000_000];
  for (const begin of begins) {
    for (const length of [1, 40, 15_900, 7_360_000, 2_000_000_000]) {
      assert.notEqual(momentOf(begin, length), momentOf(begin + length, length), `${length} ns from ${begin} on`);
    }
  }
  assert.equal(momentOf(234_123_456, 15_900), '234.1235 ms');
  assert.equal(momentOf(234_123_456, 100_000_000), '234 ms');
});

test('moments of one axis are in one unit', () => {
  const axis = [0, 500e6, 1e9, 1.5e9].map((value) => moment(value, 500e6, 1.9e9));
  assert.deepEqual(axis, ['0.0 s', '0.5 s', '1.0 s', '1.5 s']);
});
