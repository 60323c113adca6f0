// SPDX-License-Identifier: MIT
// Groups and sorted rows against the same counted the plain way.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GROUP_COLUMNS } from '../../src/engine/columns';
import { Engine } from '../../src/engine/engine';
import { NO_FILTER, type Filter } from '../../src/engine/filter';
import { groups, type Groups } from '../../src/engine/queries/groups';
import { rows, type RowsWanted } from '../../src/engine/queries/rows';
import { SCOPES, synthetic } from '../support/synthetic';

const trace = synthetic(2500);
const engine = await Engine.open('made up', trace.bytes, () => undefined);
const all = trace.birth.map((_, i) => i);
const { birth, size, kind, site, end } = trace;
const death = (i: number): number => (end[i] === 0 ? trace.duration : birth[i] + trace.lifetime[i]);
const aliveAt = (i: number, time: number): boolean => birth[i] <= time && (end[i] === 0 || death(i) > time);
const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);

function group(answer: Groups, keys: readonly number[]): number {
  return answer.keys[0].findIndex((_, g) => keys.every((key, level) => answer.keys[level][g] === key));
}

test('each measure of each group is what its objects add up to', async () => {
  const cursor = trace.duration / 3;
  const peak = engine.overview.peak?.time ?? 0;
  const answer = await groups(engine, { by: ['site', 'kind'], filter: NO_FILTER, cursor });
  const pairs = new Set(all.map((i) => `${site[i]} ${kind[i]}`));
  assert.equal(answer.groups, pairs.size);
  for (const pair of pairs) {
    const keys = pair.split(' ').map(Number);
    const within = all.filter((i) => site[i] === keys[0] && kind[i] === keys[1]);
    const g = group(answer, keys);
    const check = (name: keyof Groups['measures'], wanted: number): void => assert.equal(answer.measures[name][g], wanted, `${name} of ${pair}`);
    const left = within.filter((i) => end[i] === 0);
    check('made', within.length);
    check('madeBytes', sum(within.map((i) => size[i])));
    check('kept', left.length);
    check('leaked', left.length);
    check('leakedBytes', sum(left.map((i) => size[i])));
    check('cursor', within.filter((i) => aliveAt(i, cursor)).length);
    check('cursorBytes', sum(within.filter((i) => aliveAt(i, cursor)).map((i) => size[i])));
    check('peak', within.filter((i) => aliveAt(i, peak)).length);
    check('lived', sum(within.map((i) => death(i) - birth[i])));
  }
});

test('a filter leaves its objects alone, and without a cursor nothing is at it', async () => {
  const range = { from: trace.duration * 0.4, to: trace.duration * 0.5 };
  const filters: [Filter, (i: number) => boolean][] = [
    [{ ...NO_FILTER, range }, (i) => birth[i] <= range.to && death(i) >= range.from],
    [{ ...NO_FILTER, range, mode: 'born' }, (i) => birth[i] >= range.from && birth[i] <= range.to],
    [{ ...NO_FILTER, range, mode: 'died' }, (i) => end[i] !== 0 && death(i) >= range.from && death(i) <= range.to],
    [{ ...NO_FILTER, kinds: 0b0100 }, (i) => kind[i] === 2],
    [{ ...NO_FILTER, site: 3 }, (i) => site[i] === 3],
  ];
  for (const [filter, shown] of filters) {
    const { measures } = await groups(engine, { by: ['kind'], filter, cursor: null });
    assert.equal(sum([...measures.made]), all.filter(shown).length);
    assert.equal(sum([...measures.cursor]), 0);
  }
});

test('objects can be grouped by every column, and none is lost', async () => {
  for (const column of GROUP_COLUMNS) {
    const { measures, keys } = await groups(engine, { by: [column, 'kind', 'thread'], filter: NO_FILTER, cursor: null });
    assert.equal(sum([...measures.made]), trace.count, column);
    assert.equal(keys.length, 3);
  }
  const { keys } = await groups(engine, { by: ['scope'], filter: NO_FILTER, cursor: null });
  assert.deepEqual([...keys[0]].sort(), Array.from({ length: SCOPES }, (_, i) => i));
});

const PLAIN: RowsWanted = { filter: NO_FILTER, only: [], text: '', sort: 'number', descending: false, from: 0, count: trace.count };

test('rows are sorted by any column, either way, and come in pieces', async () => {
  const bySize = await rows(engine, { ...PLAIN, sort: 'bytes', descending: true });
  assert.deepEqual(bySize.rows.map((row) => row.size), size.slice().sort((a, b) => b - a));
  const byLife = await rows(engine, { ...PLAIN, sort: 'lived' });
  assert.deepEqual(byLife.rows.map((row) => row.death - row.birth), all.map((i) => death(i) - birth[i]).sort((a, b) => a - b));
  const piece = await rows(engine, { ...PLAIN, sort: 'lived', from: 100, count: 7 });
  assert.deepEqual(piece.rows, byLife.rows.slice(100, 107));
  assert.equal(piece.total, trace.count);
  const byPlace = await rows(engine, { ...PLAIN, sort: 'place' });
  const labels = byPlace.rows.map((row) => engine.overview.strings[engine.overview.sites.label[row.site]]);
  assert.deepEqual(labels, labels.slice().sort());
});

test('rows are those of the group, the text and the filter', async () => {
  const only = await rows(engine, { ...PLAIN, only: [['site', 4], ['kind', 2]] });
  assert.deepEqual(only.rows.map(({ row }) => row), all.filter((i) => site[i] === 4 && kind[i] === 2));
  const text = await rows(engine, { ...PLAIN, text: 'layer7.FORWARD', filter: { ...NO_FILTER, kinds: 0b0010 } });
  assert.deepEqual(text.rows.map(({ row }) => row), all.filter((i) => site[i] === 7 && kind[i] === 1));
  assert.equal((await rows(engine, { ...PLAIN, text: 'no such text' })).total, 0);
});
