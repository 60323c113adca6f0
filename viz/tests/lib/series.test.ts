// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binaryStep, step, ticks, toPixel, toValue } from '../../src/lib/scale';
import { mostWithin, rowsByPixel, sumOf, valueAt } from '../../src/lib/series';

const TIMES = Float64Array.of(0, 10, 20, 30, 40);
const VALUES = Float64Array.of(1, 9, 2, 3, 7);

test('a value holds until the next', () => {
  assert.equal(valueAt(TIMES, VALUES, -1), 0);
  assert.equal(valueAt(TIMES, VALUES, 10), 9);
  assert.equal(valueAt(TIMES, VALUES, 19), 9);
  assert.equal(valueAt(TIMES, VALUES, 99), 7);
});

test('each pixel has the largest value within it: no peak is lost', () => {
  const rows = rowsByPixel(TIMES, VALUES, { from: 0, to: 50, left: 0, width: 2 });
  assert.deepEqual([...rows].map((row) => VALUES[row]), [9, 7]);
  const fine = rowsByPixel(TIMES, VALUES, { from: 15, to: 25, left: 0, width: 10 });
  assert.deepEqual([...fine].map((row) => VALUES[row]), [9, 9, 9, 9, 9, 9, 2, 2, 2, 2]);
  const before = rowsByPixel(Float64Array.of(40), VALUES, { from: 0, to: 50, left: 0, width: 5 });
  assert.deepEqual([...before], [-1, -1, -1, -1, 0]);
});

test('the most within a range counts what holds at its begin', () => {
  assert.equal(mostWithin(TIMES, VALUES, 15, 25), 9);
  assert.equal(mostWithin(TIMES, VALUES, 20, 35), 3);
  assert.equal(mostWithin(TIMES, VALUES, -5, -1), 0);
});

test('sums', () => {
  assert.deepEqual([...sumOf([VALUES, VALUES], 5)], [2, 18, 4, 6, 14]);
});

test('ticks are round, and scales invert', () => {
  assert.equal(step(100, 10), 10);
  assert.equal(step(70, 10), 10);
  assert.equal(step(1.1, 10), 0.2);
  assert.equal(binaryStep(1000, 2), 512);
  assert.deepEqual(ticks(3, 10, 5), [5, 10]);
  const scale = { from: 10, to: 20, left: 5, width: 100 };
  assert.equal(toPixel(scale, 15), 55);
  assert.equal(toValue(scale, 55), 15);
});
