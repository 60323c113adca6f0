// SPDX-License-Identifier: MIT
// Memory as bars: what lay at which address of the pool, and the buffers of slots.
import { BUFFER as BUFFERS, emptyTable, POOL, readBuffers, readPool, type BufferTable, type PoolTable } from '../../format/tables';
import { ALIVE, KINDS } from '../../format/values';
import { address, bytes } from '../../lib/format';
import { deviceName, deviceWords } from '../../state/devices';
import { siteLabel } from '../../state/names';
import type { Engine } from '../engine';
import type { Overview } from '../overview';
import { isNoFilter, type Filter } from '../filter';
import { BUFFER, DEFERRED, LEAKED, makeLayout, POOLED, type Band, type BarName, type Bars, type Layout } from './layout';
import { pack } from './packing';

interface Bar {
  begin: number;
  end: number;
  stays: boolean; // is there at the end
  colour: number;
  lane: number;
  size: number;
  device: number;
  name: BarName;
  title: string;
  where: string;
}

// Objects as everywhere; stays in the pool and buffers, which have no kind, by range and device.
function shownOf(engine: Engine, list: readonly Bar[], filter: Filter): Uint8Array | null {
  if (isNoFilter(filter)) {
    return null;
  }
  const { range, mode, devices } = filter;
  const objects = engine.mask.of(filter);
  const within = (time: number): boolean => range === null || (time >= range.from && time <= range.to);
  const shown = {
    alive: (bar: Bar) => range === null || (bar.begin <= range.to && bar.end >= range.from),
    born: (bar: Bar) => within(bar.begin),
    died: (bar: Bar) => range === null || (!bar.stays && within(bar.end)),
  }[mode];
  const isShown = (bar: Bar): boolean => (bar.name.what === 'object' ? objects[bar.name.row] === 1 : shown(bar) && ((devices >> bar.device) & 1) === 1);
  return Uint8Array.from(list, (bar) => (isShown(bar) ? 1 : 0));
}

function asLayout(engine: Engine, list: Bar[], lanes: number, bands: Band[]): Layout {
  list.sort((a, b) => a.begin - b.begin);
  const bars: Bars = {
    count: list.length,
    begin: Float64Array.from(list, (bar) => bar.begin),
    end: Float64Array.from(list, (bar) => bar.end),
    colour: Uint8Array.from(list, (bar) => bar.colour),
    size: (bar) => list[bar].size,
    title: (bar) => list[bar].title,
    identify: (bar) => list[bar].name,
    find: (name) => list.findIndex((bar) => bar.name.what === name.what && bar.name.row === name.row),
    stays: (bar) => list[bar].stays,
    where: (bar) => list[bar].where,
    mask: (filter) => shownOf(engine, list, filter),
  };
  return makeLayout(bars, Uint32Array.from(list, (bar) => bar.lane), lanes, bands);
}

export function poolTable(engine: Engine): Promise<PoolTable> {
  const { container } = engine;
  return engine.once('pool', () => (container === null ? Promise.resolve(emptyTable(POOL)) : readPool(container)));
}

export function bufferTable(engine: Engine): Promise<BufferTable> {
  const { container } = engine;
  return engine.once('buffers', () => (container === null ? Promise.resolve(emptyTable(BUFFERS)) : readBuffers(container)));
}

interface Cell {
  address: number;
  size: number;
  device: number;
}

// What is known of addresses: each device has an address space of its own.
class ByAddress<T> {
  private readonly spaces = new Map<number, Map<number, T>>();

  get(device: number, at: number): T | undefined {
    return this.spaces.get(device)?.get(at);
  }

  set(device: number, at: number, value: T): void {
    const space = this.spaces.get(device) ?? new Map<number, T>();
    this.spaces.set(device, space.set(at, value));
  }

  all(): T[] {
    return [...this.spaces.values()].flatMap((space) => [...space.values()]);
  }
}

// Each address once, by device and size, as the pool's keys have them.
function cellsOf(pool: PoolTable): Cell[] {
  const cells = new ByAddress<Cell>();
  for (let i = 0; i < pool.rows; i++) {
    const cell = cells.get(pool.device[i], pool.address[i]);
    if (cell === undefined || cell.size < pool.size[i]) {
      cells.set(pool.device[i], pool.address[i], { address: pool.address[i], size: pool.size[i], device: pool.device[i] });
    }
  }
  return cells.all().sort((a, b) => a.device - b.device || b.size - a.size || a.address - b.address);
}

function power({ size }: Cell): number {
  return Math.floor(Math.log2(Math.max(1, size)));
}

// A band tells its addresses, and how much lies at them.
function bandsOf(overview: Overview, cells: readonly Cell[]): Band[] {
  const bands: Band[] = [];
  cells.forEach((cell, lane) => {
    const before = cells[lane - 1];
    if (before === undefined || power(before) !== power(cell) || before.device !== cell.device) {
      const device = cell.device === 0 ? '' : ` on ${deviceName(overview, cell.device)}`;
      const least = 2 ** power(cell);
      bands.push({ title: `${bytes(least)} – ${bytes(2 * least)}${device}`, key: lane, first: lane, lanes: 0, bars: 0, bytes: 0 });
    }
    const band = bands[bands.length - 1];
    band.lanes++;
    band.bars++;
    band.bytes += cell.size;
  });
  return bands;
}

export async function poolLayout(engine: Engine): Promise<Layout> {
  const pool = await poolTable(engine);
  const { lifetimes } = engine.objects;
  const addresses = await engine.objects.detail('address');
  const stream = await engine.objects.detail('stream');
  const leaked = await engine.objects.detail('leaked');
  const { duration } = engine.overview;
  const cells = cellsOf(pool);
  const laneAt = new ByAddress<number>();
  cells.forEach((cell, lane) => laneAt.set(cell.device, cell.address, lane));
  const list: Bar[] = [];
  for (let i = 0; i < pool.rows; i++) {
    list.push({
      begin: pool.begin[i],
      end: pool.end[i] || duration,
      stays: pool.end[i] === 0,
      colour: POOLED,
      lane: laneAt.get(pool.device[i], pool.address[i]) ?? 0,
      size: pool.size[i],
      device: pool.device[i],
      where: deviceWords(engine.overview, pool.device[i], 0),
      name: { what: 'residency', row: i },
      title: 'pooled',
    });
  }
  for (let i = 0; i < lifetimes.count; i++) {
    const device = lifetimes.device?.[i] ?? 0;
    const lane = laneAt.get(device, addresses[i]);
    if (lane !== undefined) {
      const kind = lifetimes.kind[i];
      const colour = leaked[i] === 1 ? LEAKED : Math.min(kind, LEAKED - 1);
      const name: BarName = { what: 'object', row: i };
      const where = deviceWords(engine.overview, device, stream[i] ?? 0);
      const [begin, end, stays] = [lifetimes.birth[i], lifetimes.death[i], lifetimes.end[i] === ALIVE];
      list.push({ begin, end, stays, colour, lane, size: lifetimes.size[i], device, where, name, title: KINDS[kind] ?? 'object' });
    }
  }
  return asLayout(engine, list, cells.length, bandsOf(engine.overview, cells));
}

export async function bufferLayout(engine: Engine): Promise<Layout> {
  const table = await bufferTable(engine);
  const { duration } = engine.overview;
  const order = Array.from({ length: table.rows }, (_, i) => i).sort((a, b) => table.begin[a] - table.begin[b]);
  const sites = [...new Set(order.map((i) => table.site[i]))];
  const groupOf = new Map(sites.map((site, i) => [site, i]));
  const endOf = (i: number): number => table.end[i] || duration;
  const spans = { count: order.length, begin: order.map((i) => table.begin[i]), end: order.map(endOf) };
  const groups = order.map((i) => groupOf.get(table.site[i]) ?? 0);
  const { lane, first } = pack(spans, groups, sites.length);
  const bands = sites.map((site, i): Band => ({ title: siteLabel(engine.overview, site), key: site, first: first[i], lanes: first[i + 1] - first[i], bars: 0, bytes: 0 }));
  const list: Bar[] = [];
  order.forEach((i, place) => {
    const [begin, deferred, end] = [table.begin[i], table.deferred[i], endOf(i)];
    const band = bands[groups[place]];
    band.bars++;
    band.bytes += table.bytes[i];
    const bar = { lane: lane[place], size: table.bytes[i], device: 0, where: '', name: { what: 'buffer', row: i } as BarName };
    const stays = table.end[i] === 0;
    const title = `slot ${table.slot[i]}, ${address(table.address[i])}`;
    list.push({ ...bar, begin, end: deferred || end, stays: stays && deferred === 0, colour: BUFFER, title });
    if (deferred > 0) {
      list.push({ ...bar, name: { what: 'deferred', row: i }, begin: deferred, end, stays, colour: DEFERRED, title: `slot ${table.slot[i]}, deferred` });
    }
  });
  return asLayout(engine, list, first[sites.length], bands);
}
