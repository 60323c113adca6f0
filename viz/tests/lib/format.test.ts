// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentOf } from '../../src/lib/format';

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
