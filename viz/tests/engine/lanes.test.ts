// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../src/engine/engine';
import { ALL_DEVICES, ALL_KINDS, NO_FILTER, type Filter } from '../../src/engine/filter';
import { CLASSES, type BarName } from '../../src/engine/lanes/layout';
import { bufferLayout, poolLayout } from '../../src/engine/lanes/map_bars';
import { objectLayout } from '../../src/engine/lanes/object_bars';
import { byGroup, pack } from '../../src/engine/lanes/packing';
import { raster } from '../../src/engine/lanes/raster';
import { nearestBar, visibleBars } from '../../src/engine/lanes/visible';
import { find } from '../../src/engine/queries/find';
import { locate, step } from '../../src/engine/queries/lanes';
import { mapFigures } from '../../src/engine/queries/map_figures';
import { object } from '../../src/engine/queries/object';
import { synthetic } from '../support/synthetic';
import { writeContainer } from '../support/writer';

const trace = synthetic(3000);
const engine = await Engine.open('made up', trace.bytes, () => undefined);
const GROUPINGS = ['packed', 'scope', 'site', 'kind', 'size'] as const;
const COLOURS = new Uint32Array(CLASSES).fill(0x00ffffff);

test('spans are grouped in their order', () => {
  const { order, start } = byGroup([1, 0, 1, 2, 0], 3);
  assert.deepEqual([...order], [1, 4, 0, 2, 3]);
  assert.deepEqual([...start], [0, 2, 4, 5]);
});

test('a lane is taken again when it is free, the topmost first', () => {
  const spans = { count: 5, begin: [0, 1, 2, 10, 11], end: [10, 3, 20, 12, 13] };
  const { lane, first } = pack(spans, [0, 0, 0, 0, 0], 1);
  assert.deepEqual([...lane], [0, 1, 2, 0, 1]);
  assert.deepEqual([...first], [0, 3]);
});

for (const grouping of GROUPINGS) {
  test(`${grouping}: every object has a bar, no two overlap, bands hold what they say`, async () => {
    const layout = await objectLayout(engine, grouping);
    assert.deepEqual([...layout.order].sort((a, b) => a - b), [...trace.birth.keys()]);
    for (let lane = 0; lane < layout.lanes; lane++) {
      for (let i = layout.start[lane] + 1; i < layout.start[lane + 1]; i++) {
        assert.ok(layout.begin[i] >= layout.end[i - 1]);
      }
    }
    assert.equal(layout.bands.reduce((sum, band) => sum + band.bars, 0), 3000);
    assert.equal(layout.bands.reduce((sum, band) => sum + band.lanes, 0), layout.lanes);
    assert.equal(layout.bands.reduce((sum, band) => sum + band.bytes, 0), trace.size.reduce((sum, size) => sum + size, 0));
  });
}

test('no more lanes than objects alive at once', async () => {
  const { lanes } = await objectLayout(engine, 'packed');
  const changes = trace.birth.flatMap((birth, i) => [
    [birth, 1],
    [trace.end[i] === 0 ? trace.duration : birth + Math.max(1, trace.lifetime[i]), -1],
  ]);
  changes.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let alive = 0;
  let most = 0;
  for (const [, change] of changes) {
    alive += change;
    most = Math.max(most, alive);
  }
  assert.equal(lanes, most);
});

test('a picture has a pixel for every bar, and none where there is none', async () => {
  const layout = await objectLayout(engine, 'packed');
  const area = { from: 0, to: trace.duration, firstLane: 0, lastLane: layout.lanes, width: 500, height: layout.lanes };
  const pixels = raster(layout, area, null, COLOURS);
  const filled = new Uint8Array(pixels.length);
  for (let bar = 0; bar < layout.bars.count; bar++) {
    const perPixel = trace.duration / area.width;
    const first = Math.floor(layout.bars.begin[bar] / perPixel);
    const last = Math.min(area.width - 1, Math.floor(layout.bars.end[bar] / perPixel));
    filled.fill(1, layout.lane[bar] * area.width + first, layout.lane[bar] * area.width + last + 1);
    assert.notEqual(pixels[layout.lane[bar] * area.width + first], 0);
  }
  pixels.forEach((pixel, i) => assert.ok(filled[i] === 1 || pixel === 0));
});

test('filters: what is alive in, born in, died in a range', () => {
  const range = { from: trace.duration * 0.3, to: trace.duration * 0.5 };
  const count = (filter: Partial<Filter>): number => engine.mask.of({ ...NO_FILTER, ...filter }).reduce((sum, shown) => sum + shown, 0);
  const within = (time: number): boolean => time >= range.from && time <= range.to;
  const death = (i: number): number => (trace.end[i] === 0 ? trace.duration : trace.birth[i] + trace.lifetime[i]);
  const wanted = (test: (i: number) => boolean): number => trace.birth.filter((_, i) => test(i)).length;
  assert.equal(count({}), 3000);
  assert.equal(count({ range, mode: 'alive' }), wanted((i) => trace.birth[i] <= range.to && death(i) >= range.from));
  assert.equal(count({ range, mode: 'born' }), wanted((i) => within(trace.birth[i])));
  assert.equal(count({ range, mode: 'died' }), wanted((i) => trace.end[i] !== 0 && within(death(i))));
  assert.equal(count({ kinds: ALL_KINDS & ~4 }), wanted((i) => trace.kind[i] !== 2));
  assert.equal(count({ site: 3 }), wanted((i) => trace.site[i] === 3));
});

test('bars of a part, and the nearest to a point', async () => {
  const layout = await objectLayout(engine, 'packed');
  const area = { from: 1000, to: 90_000, firstLane: 2, lastLane: 9, width: 10, height: 10 };
  const list = visibleBars(layout, area, null, 5000) ?? [];
  const wanted = [...trace.birth.keys()].filter(
    (i) => layout.lane[i] >= 2 && layout.lane[i] < 9 && layout.bars.begin[i] <= area.to && layout.bars.end[i] >= area.from,
  );
  assert.deepEqual([...list].sort((a, b) => a - b), wanted);
  assert.equal(visibleBars(layout, { ...area, lastLane: layout.lanes, to: trace.duration }, null, 10), null);
  for (const bar of [0, 17, 2999]) {
    assert.equal(nearestBar(layout, trace.birth[bar], layout.lane[bar], { time: 0, lanes: 0 }, null), bar);
  }
});

test('objects are found by number, address, name and place', async () => {
  const byNumber = await find(engine, { text: '#42', filter: NO_FILTER });
  assert.deepEqual(byNumber.objects.map((one) => one.row), [41]);
  const address = trace.address[41];
  const byAddress = await find(engine, { text: `0x${(address + 1).toString(16)}`, filter: NO_FILTER });
  assert.ok(byAddress.objects.some((one) => one.row === 41) || trace.size[41] === 1);
  const byName = await find(engine, { text: 'ONERROR', filter: NO_FILTER });
  assert.ok(byName.total >= Math.ceil(3000 / 97));
  const byPlace = await find(engine, { text: 'layer7.forward', filter: NO_FILTER });
  assert.deepEqual(byPlace.sites, [7]);
  assert.equal(byPlace.total, trace.site.filter((site) => site === 7).length);
  assert.equal((await find(engine, { text: 'no such thing', filter: NO_FILTER })).total, 0);
});

test('an object in full, and none out of range', async () => {
  const one = await object(engine, { row: 5 });
  assert.equal(one?.address, trace.address[5]);
  assert.equal(one?.size, trace.size[5]);
  assert.equal(await object(engine, { row: 3000 }), null);
});

test('what pool and buffers held without use', async () => {
  const bytes = writeContainer([
    { name: 'report', encoding: 'json', values: { summary: { duration_ns: 100, peak_bytes: 0, peak_bytes_ns: 0 } } },
    { name: 'pool.address', encoding: 'delta', values: [16, 16, 32] },
    { name: 'pool.size', encoding: 'varint', values: [10, 10, 20] },
    { name: 'pool.begin', encoding: 'delta', values: [0, 50, 50] },
    { name: 'pool.end', encoding: 'delta', values: [20, 60, 0] },
    { name: 'pool.taken', encoding: 'varint', values: [1, 0, 0] },
    { name: 'buffer.bytes', encoding: 'varint', values: [100, 200] },
    { name: 'buffer.begin', encoding: 'delta', values: [0, 10] },
    { name: 'buffer.deferred', encoding: 'delta', values: [10, 0] },
    { name: 'buffer.end', encoding: 'delta', values: [60, 60] },
  ]);
  const small = await Engine.open('small', bytes, () => undefined);
  const figures = await mapFigures(small, { range: null, devices: ALL_DEVICES });
  assert.equal(figures.residencies, 3);
  assert.equal(figures.addresses, 2);
  assert.equal(figures.taken, 1);
  assert.equal(figures.pooledAtEnd, 20);
  assert.equal(figures.pooledMean, (10 * 20 + 10 * 10 + 20 * 50) / 100);
  assert.equal(figures.deferred, 1);
  assert.equal(figures.deferredMean, (100 * 50) / 100);
  assert.equal((await mapFigures(small, { range: { from: 0, to: 10 }, devices: ALL_DEVICES })).residencies, 1);
});

test('sites that differ in their stacks alone are filtered as one place, and found once', async () => {
  const bytes = writeContainer([
    { name: 'report', encoding: 'json', values: { summary: { duration_ns: 100 } } },
    { name: 'strings', encoding: 'json', values: ['', 'model.tl:3 (f)', 'model.tl:9 (g)'] },
    { name: 'site.label', encoding: 'varint', values: [0, 1, 1, 2] },
    { name: 'site.place', encoding: 'varint', values: [0, 1, 1, 3] },
    { name: 'object.birth', encoding: 'delta', values: [1, 2, 3] },
    { name: 'object.site', encoding: 'varint', values: [1, 2, 3] },
  ]);
  const small = await Engine.open('small', bytes, () => undefined);
  assert.deepEqual([...small.mask.of({ ...NO_FILTER, site: 2 })], [1, 1, 0]);
  assert.deepEqual((await find(small, { text: 'model.tl:3', filter: NO_FILTER })).sites, [1]);
  const { total, outside } = await find(small, { text: 'model', filter: { ...NO_FILTER, site: 2 } });
  assert.deepEqual([total, outside], [2, 1]);
  assert.equal((await objectLayout(small, 'site')).bands.length, 2);
});

test('the memory map hides objects as every view does; what is still there has not ended', async () => {
  const bytes = writeContainer([
    { name: 'report', encoding: 'json', values: { summary: { duration_ns: 100 } } },
    { name: 'object.birth', encoding: 'delta', values: [10, 40] },
    { name: 'object.lifetime', encoding: 'varint', values: [10, 0] },
    { name: 'object.size', encoding: 'varint', values: [8, 8] },
    { name: 'object.kind', encoding: 'u8', values: [2, 2] },
    { name: 'object.end', encoding: 'u8', values: [2, 0] },
    { name: 'object.address', encoding: 'delta', values: [64, 64] },
    { name: 'pool.address', encoding: 'delta', values: [64, 128] },
    { name: 'pool.size', encoding: 'varint', values: [8, 8] },
    { name: 'pool.begin', encoding: 'delta', values: [20, 50] },
    { name: 'pool.end', encoding: 'delta', values: [40, 0] },
  ]);
  const small = await Engine.open('small', bytes, () => undefined);
  const { bars, bands } = await poolLayout(small);
  const shown = (filter: Partial<Filter>): string[] => {
    const mask = bars.mask({ ...NO_FILTER, ...filter });
    const names = Array.from({ length: bars.count }, (_, bar) => `${bars.identify(bar).what} ${bars.identify(bar).row}`);
    return names.filter((_, bar) => mask === null || mask[bar] === 1);
  };
  assert.deepEqual(shown({}), ['object 0', 'residency 0', 'object 1', 'residency 1']);
  assert.deepEqual(shown({ kinds: ALL_KINDS & ~4 }), ['residency 0', 'residency 1']);
  assert.deepEqual(shown({ range: { from: 30, to: 100 }, mode: 'died' }), ['residency 0']);
  assert.deepEqual(bands.map((band) => [band.bars, band.bytes]), [[2, 16]]); // addresses
});

test('a buffer that was deferred has two bars, each of which is found and gone to', async () => {
  const bytes = writeContainer([
    { name: 'report', encoding: 'json', values: { summary: { duration_ns: 100 } } },
    { name: 'buffer.bytes', encoding: 'varint', values: [8, 8] },
    { name: 'buffer.begin', encoding: 'delta', values: [0, 60] },
    { name: 'buffer.deferred', encoding: 'delta', values: [10, 0] },
    { name: 'buffer.end', encoding: 'delta', values: [50, 90] },
  ]);
  const small = await Engine.open('small', bytes, () => undefined);
  assert.equal((await bufferLayout(small)).lanes, 1);
  const spanOf = async (bar: BarName) => {
    const found = await locate(small, { layout: 'buffers', bar });
    return [found?.begin, found?.end];
  };
  assert.deepEqual(await spanOf({ what: 'buffer', row: 0 }), [0, 10]);
  assert.deepEqual(await spanOf({ what: 'deferred', row: 0 }), [10, 50]);
  const from = async (bar: BarName, direction: 'earlier' | 'later') => (await step(small, { layout: 'buffers', filter: NO_FILTER, bar, direction }))?.name;
  assert.deepEqual(await from({ what: 'buffer', row: 0 }, 'later'), { what: 'deferred', row: 0 });
  assert.deepEqual(await from({ what: 'deferred', row: 0 }, 'later'), { what: 'buffer', row: 1 });
  assert.deepEqual(await from({ what: 'buffer', row: 1 }, 'earlier'), { what: 'deferred', row: 0 });
  assert.equal(await from({ what: 'buffer', row: 0 }, 'earlier'), undefined);
});

test('search finds an object by its number as the page writes it', async () => {
  for (const text of ['#1234', '1234', '1,234']) {
    assert.deepEqual((await find(engine, { text, filter: NO_FILTER })).objects.map(({ number }) => number), [1234]);
  }
});

test('search names a place once, where objects were made if it can', async () => {
  const bytes = writeContainer([
    { name: 'report', encoding: 'json', values: { summary: { duration_ns: 100 } } },
    { name: 'strings', encoding: 'json', values: ['', 'model.tl:3 (f)'] },
    { name: 'site.label', encoding: 'varint', values: [0, 1, 1] },
    { name: 'site.place', encoding: 'varint', values: [0, 1, 2] },
    { name: 'object.birth', encoding: 'delta', values: [1] },
    { name: 'object.site', encoding: 'varint', values: [2] },
  ]);
  const small = await Engine.open('small', bytes, () => undefined);
  assert.deepEqual((await find(small, { text: 'model', filter: NO_FILTER })).sites, [2]);
});
