// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../src/engine/engine';
import { NO_FILTER } from '../../src/engine/filter';
import { groups } from '../../src/engine/queries/groups';
import { openRows, scopeTree } from '../../src/views/scopes/tree';
import { SCOPES, synthetic } from '../support/synthetic';

const trace = synthetic(1000);
const engine = await Engine.open('made up', trace.bytes, () => undefined);
const root = scopeTree(engine.overview, await groups(engine, { by: ['scope'], filter: NO_FILTER, cursor: null }));

test('a scope has its own figures, and with them those of the scopes within', () => {
  let node = root;
  for (let row = 0; row < SCOPES; row++) {
    const within = trace.birth.map((_, i) => i).filter((i) => i % SCOPES >= row);
    assert.equal(node.row, row);
    assert.equal(node.depth, row);
    assert.equal(node.own.entries, row * 10);
    assert.equal(node.own.made, trace.count / SCOPES);
    assert.equal(node.all.made, within.length);
    assert.equal(node.all.kept, within.filter((i) => trace.end[i] === 0).length);
    assert.equal(node.all.open, 2);
    assert.equal(node.own.open, row === SCOPES - 1 ? 2 : 0);
    node = node.children[0];
  }
});

test('closed branches hide what is in them', () => {
  const order = (): number => 0;
  assert.equal(openRows(root, () => true, order).length, SCOPES);
  assert.deepEqual(openRows(root, ({ row }) => row !== 2, order).map(({ row }) => row), [0, 1, 2]);
});

test('a scope that is its own parent, or of none, ends below the global one', () => {
  const zeros = new Float64Array(4);
  const parent = Float64Array.of(0, 1, 99, 3);
  const scopePaths = { ...engine.overview.scopePaths, rows: 4, parent, site: zeros, entries: zeros, open: zeros, outlived: zeros, time: zeros };
  const odd = scopeTree({ ...engine.overview, scopePaths }, { groups: 0, keys: [new Float64Array(0)], measures: {} as never });
  assert.deepEqual(odd.children.map(({ row }) => row), [1, 2, 3]);
});
