// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHash, toHash } from '../../src/state/hash';
import { INITIAL, Store, type State } from '../../src/state/store';

test('a state comes back from its hash', () => {
  const state: State = {
    ...INITIAL,
    view: 'lifetimes',
    theme: 'dark',
    range: { from: 10, to: 500 },
    mode: 'died',
    kinds: 5,
    site: 3,
    window: { from: 0, to: 77 },
    cursor: 12,
    selection: { what: 'object', row: 4 },
    search: 'a&b=#c',
    grouping: 'size',
    map: 'buffers',
    compared: 'after.tlview',
    swapped: true,
    options: { 'flame.metric': 'leaked' },
  };
  assert.deepEqual({ ...INITIAL, ...fromHash(toHash(state)) }, state);
  assert.deepEqual({ ...INITIAL, ...fromHash(toHash(INITIAL)) }, INITIAL);
});

test('nonsense in a hash is left out', () => {
  const state = fromHash('#range=9-3&mode=x&kinds=-1&site=a&window=1-NaN&selection=object:&rows=__proto__&theme=pink&view=<b>');
  assert.deepEqual({ ...INITIAL, ...state }, INITIAL);
});

test('listeners are told what changed, and only that', () => {
  const store = new Store();
  const told: string[][] = [];
  const stop = store.subscribe((changed) => told.push([...changed]));
  store.set({ cursor: 5, search: '' });
  store.set({ range: { from: 1, to: 2 } });
  store.set({ range: { from: 1, to: 2 } });
  store.setOption('table.sort', 'bytes');
  stop();
  store.set({ cursor: 6 });
  assert.deepEqual(told, [['cursor'], ['range'], ['options']]);
});
