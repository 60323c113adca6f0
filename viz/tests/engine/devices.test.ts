// SPDX-License-Identifier: MIT
// Objects on several devices: each has an address space, a series and a bit in the filter of its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../src/engine/engine';
import { NO_FILTER } from '../../src/engine/filter';
import { poolLayout } from '../../src/engine/lanes/map_bars';
import { objectLayout } from '../../src/engine/lanes/object_bars';
import { groups } from '../../src/engine/queries/groups';
import { hit } from '../../src/engine/queries/lanes';
import { mapFigures } from '../../src/engine/queries/map_figures';
import { object } from '../../src/engine/queries/object';
import { rows } from '../../src/engine/queries/rows';
import { devicesOf, deviceWords, hasDevices, streamName } from '../../src/state/devices';
import { tracksOf } from '../../src/views/timeline/layers';
import { writeContainer } from '../support/writer';

const ADDRESS = 0x7f0000001000;
const CPU = 0b0001;
const GPUS = 0b11000;

// One object on the CPU and one each on two GPUs, all at the same address, where the pool keeps two of them after that.
const bytes = writeContainer([
  { name: 'report', encoding: 'json', values: { summary: { duration_ns: 1000, peak_bytes: 0, peak_bytes_ns: 0 } } },
  { name: 'names', encoding: 'json', values: { device: ['cpu', 'cuda', 'metal', 'cuda:0', 'cuda:1'] } },
  { name: 'object.birth', encoding: 'delta', values: [1, 2, 3] },
  { name: 'object.lifetime', encoding: 'varint', values: [100, 100, 0] },
  { name: 'object.size', encoding: 'varint', values: [10, 1000, 4000] },
  { name: 'object.kind', encoding: 'u8', values: [2, 2, 2] },
  { name: 'object.site', encoding: 'varint', values: [0, 0, 0] },
  { name: 'object.end', encoding: 'u8', values: [2, 2, 0] },
  { name: 'object.address', encoding: 'delta', values: [ADDRESS, ADDRESS, ADDRESS] },
  { name: 'object.device', encoding: 'u8', values: [0, 3, 4] },
  { name: 'object.stream', encoding: 'varint', values: [0, 1, 0x71] },
  { name: 'pool.address', encoding: 'delta', values: [ADDRESS, ADDRESS] },
  { name: 'pool.size', encoding: 'varint', values: [10, 1000] },
  { name: 'pool.begin', encoding: 'delta', values: [101, 102] },
  { name: 'pool.end', encoding: 'delta', values: [0, 0] },
  { name: 'pool.taken', encoding: 'varint', values: [0, 0] },
  { name: 'pool.device', encoding: 'u8', values: [0, 3] },
  { name: 'series.time', encoding: 'delta', values: [0, 500] },
  { name: 'series.names', encoding: 'json', values: ['device.cpu', 'device.cuda', 'device.3', 'device.4'] },
  { name: 'series.device.cpu', encoding: 'delta', values: [10, 0] },
  { name: 'series.device.cuda', encoding: 'delta', values: [0, 0] },
  { name: 'series.device.3', encoding: 'delta', values: [1000, 0] },
  { name: 'series.device.4', encoding: 'delta', values: [4000, 4000] },
]);
const engine = await Engine.open('made up', bytes, () => undefined);
const { overview } = engine;

test('devices that something was on, by name', () => {
  assert.deepEqual(devicesOf(overview).map(({ name, number }) => [name, number]), [['cpu', 0], ['cuda:0', 3], ['cuda:1', 4]]);
  assert.equal(hasDevices(overview), true);
});

test('the filter takes devices out', async () => {
  const shown = (devices: number): number[] => [...engine.mask.of({ ...NO_FILTER, devices })];
  assert.deepEqual(shown(NO_FILTER.devices), [1, 1, 1]);
  assert.deepEqual(shown(CPU), [1, 0, 0]);
  assert.deepEqual(shown(GPUS), [0, 1, 1]);
  const table = await rows(engine, { filter: { ...NO_FILTER, devices: GPUS }, only: [['device', 4]], text: '', sort: 'device', descending: false, from: 0, count: 9 });
  assert.deepEqual(table.rows.map(({ row }) => row), [2]);
});

test('addresses of devices are apart in the memory map', async () => {
  const layout = await poolLayout(engine);
  assert.equal(layout.lanes, 2); // nothing was pooled on the third
  assert.deepEqual(layout.bands.map(({ title, bars }) => [title, bars]), [['8 B – 16 B', 1], ['512 B – 1 KiB on cuda:0', 1]]);
  for (let lane = 0; lane < layout.lanes; lane++) {
    const sizes = [layout.start[lane], layout.start[lane] + 1].map((place) => layout.bars.size(layout.order[place]));
    assert.deepEqual(sizes, lane === 0 ? [10, 10] : [1000, 1000]);
  }
  assert.deepEqual([...(layout.bars.mask({ ...NO_FILTER, devices: CPU }) ?? [])].reduce((sum, one) => sum + one, 0), 2);
  assert.equal((await mapFigures(engine, { range: null, devices: NO_FILTER.devices })).addresses, 2);
  assert.equal((await mapFigures(engine, { range: null, devices: CPU })).pooledAtEnd, 10);
});

test('groups, lanes, details and tooltips name the device and its stream', async () => {
  const grouped = await groups(engine, { by: ['device'], filter: NO_FILTER, cursor: null });
  assert.deepEqual([...grouped.keys[0]].sort(), [0, 3, 4]);
  const layout = await objectLayout(engine, 'device');
  assert.deepEqual(layout.bands.map(({ title }) => title), ['cpu', 'cuda:0', 'cuda:1']);
  assert.equal((await object(engine, { row: 2 }))?.stream, 0x71);
  const found = await hit(engine, { layout: 'device', filter: NO_FILTER, time: 10, lane: 2, reach: { time: 0, lanes: 0 } });
  assert.equal(found?.where, 'on cuda:1, stream 0x70');
  assert.deepEqual([deviceWords(overview, 0, 0), deviceWords(overview, 3, 1), deviceWords(overview, 9, 0)], ['', 'on cuda:0, stream default', 'on device 9']);
  assert.equal(streamName(0), '–');
});

test('the timeline has a layer for each device that is shown', () => {
  const layers = (devices: number): string[] => tracksOf(overview, overview.series, devices).find(({ id }) => id === 'device')?.chart.layers.map(({ label }) => label) ?? [];
  assert.deepEqual(layers(NO_FILTER.devices), ['cpu', 'cuda:0', 'cuda:1']);
  assert.deepEqual(layers(GPUS), ['cuda:0', 'cuda:1']);
});

test('a report.json has its devices, too', async () => {
  const report = {
    summary: { duration_ns: 10, by_device: { cpu: { made_objects: 1 }, cuda: {}, metal: {}, 'cuda:7': { made_objects: 1 } } },
    timeline: { time_ns: [0, 5], bytes: {}, objects: {}, device_bytes: { cpu: [1, 2], 'cuda:7': [3, 4] } },
  };
  const of = await Engine.open('report.json', new TextEncoder().encode(JSON.stringify(report)), () => undefined);
  assert.deepEqual(devicesOf(of.overview).map(({ name }) => name), ['cpu', 'cuda:7']);
});

test('files without devices are all on the CPU', async () => {
  const plain = writeContainer([
    { name: 'report', encoding: 'json', values: { summary: { duration_ns: 10 } } },
    { name: 'object.birth', encoding: 'delta', values: [1] },
  ]);
  const small = await Engine.open('plain', plain, () => undefined);
  assert.equal(hasDevices(small.overview), false);
  assert.deepEqual([...small.mask.of({ ...NO_FILTER, devices: GPUS })], [0]);
  assert.deepEqual([...small.mask.of({ ...NO_FILTER, devices: CPU })], [1]);
});

test('a trace of the CPU alone has no track by device', async () => {
  const alone = await Engine.open('on the CPU', writeContainer([
    { name: 'series.time', encoding: 'delta', values: [0, 500] },
    { name: 'series.names', encoding: 'json', values: ['bytes.tensor', 'device.cpu'] },
    { name: 'series.bytes.tensor', encoding: 'delta', values: [10, 0] },
    { name: 'series.device.cpu', encoding: 'delta', values: [10, 0] },
  ]), () => undefined);
  assert.deepEqual(tracksOf(alone.overview, alone.overview.series, NO_FILTER.devices).map(({ id }) => id), ['bytes']);
});
