// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sortedBy } from '../../src/lib/radix';

test('numbers of all sizes are sorted, and what is alike stays in its order', () => {
  const values = [5, 0, 2 ** 47, 0.5, 1, 5, 2 ** 53 - 1, 65536, 65535, 5, 1e-9, 3];
  const order = Uint32Array.from(values, (_, i) => i);
  const wanted = [...order].sort((a, b) => values[a] - values[b] || a - b);
  assert.deepEqual([...sortedBy(order, (i) => values[i])], wanted);
});

test('a part of the rows, one row, and none are sorted, too', () => {
  const values = [9, 7, 8, 1];
  assert.deepEqual([...sortedBy(Uint32Array.of(0, 2, 3), (i) => values[i])], [3, 2, 0]);
  assert.deepEqual([...sortedBy(Uint32Array.of(2), (i) => values[i])], [2]);
  assert.deepEqual([...sortedBy(new Uint32Array(0), () => 0)], []);
});
