// SPDX-License-Identifier: MIT
// Bars in lanes: what a view over lanes asks for.
import type { Grouping } from '../../state/store';
import type { Engine } from '../engine';
import type { Filter } from '../filter';
import type { Band, BarName, Layout } from '../lanes/layout';
import { bufferLayout, poolLayout } from '../lanes/map_bars';
import { objectLayout } from '../lanes/object_bars';
import { columnsUsed, raster, type Area } from '../lanes/raster';
import { nearestBar, visibleBars } from '../lanes/visible';
import { ticksOfObjects } from './ticks';

export type LayoutName = Grouping | 'pool' | 'buffers';

const KEPT_BARS = 12e6; // of all layouts that are kept: each takes 25 bytes a bar
const MOST_BARS = 5000;

function makeOne(engine: Engine, name: LayoutName): Promise<Layout> {
  if (name === 'pool') {
    return poolLayout(engine);
  }
  return name === 'buffers' ? bufferLayout(engine) : objectLayout(engine, name);
}

export async function layoutOf(engine: Engine, name: LayoutName): Promise<Layout> {
  const cache = await engine.once('layouts', () => Promise.resolve(new Map<LayoutName, Promise<Layout>>()));
  const layout = cache.get(name) ?? makeOne(engine, name);
  cache.delete(name);
  cache.set(name, layout);
  const most = Math.max(1, Math.floor(KEPT_BARS / (1 + engine.objects.lifetimes.count)));
  const [oldest] = cache.keys();
  if (cache.size > most) {
    cache.delete(oldest);
  }
  return layout;
}

export interface LanesInfo {
  lanes: number;
  bars: number;
  bands: Band[];
}

export async function lanes(engine: Engine, { layout: name }: { layout: LayoutName }): Promise<LanesInfo> {
  const layout = await layoutOf(engine, name);
  return { lanes: layout.lanes, bars: layout.bars.count, bands: layout.bands };
}

export interface BarList {
  begin: Float64Array;
  end: Float64Array;
  lane: Uint32Array;
  colour: Uint8Array;
  size: Float64Array;
  stays: Uint8Array; // 1: is there at the end
  titles: string[];
  numbers: Float64Array; // of objects; 0: it has none
  names: BarName[];
  tickBar: Uint32Array; // place in this list
  tickTime: Float64Array;
  tickWhat: Uint8Array;
}

export interface Picture {
  area: Area;
  shown: number; // bars of the whole layout that the filter leaves
  bars: BarList | null; // few enough: one by one
  image: ImageBitmap | null; // else
  columns: Uint8Array; // of the image: 1 where there is anything
}

export interface PictureWish {
  layout: LayoutName;
  filter: Filter;
  area: Area;
  colours: number[]; // 0xrrggbb by class
  imageOnly: boolean;
}

async function listOf(engine: Engine, { bars, lane }: Layout, list: number[]): Promise<BarList> {
  const names = list.map((bar) => bars.identify(bar));
  const objects = names.map((name) => (name.what === 'object' ? name.row : -1));
  const numbers = await engine.objects.detail('number');
  return {
    begin: Float64Array.from(list, (bar) => bars.begin[bar]),
    end: Float64Array.from(list, (bar) => bars.end[bar]),
    lane: Uint32Array.from(list, (bar) => lane[bar]),
    colour: Uint8Array.from(list, (bar) => bars.colour[bar]),
    size: Float64Array.from(list, (bar) => bars.size(bar)),
    stays: Uint8Array.from(list, (bar) => (bars.stays(bar) ? 1 : 0)),
    titles: list.map((bar) => bars.title(bar)),
    numbers: Float64Array.from(objects, (row) => numbers[row] ?? 0),
    names,
    ...(await ticksOfObjects(engine, objects)),
  };
}

function swapped(rgb: number): number {
  return ((rgb & 0xff) << 16) | (rgb & 0xff00) | ((rgb >> 16) & 0xff);
}

function sumOf(mask: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < mask.length; i++) {
    sum += mask[i];
  }
  return sum;
}

export async function picture(engine: Engine, wish: PictureWish): Promise<Picture> {
  const layout = await layoutOf(engine, wish.layout);
  const mask = layout.bars.mask(wish.filter);
  const shown = mask === null ? layout.bars.count : sumOf(mask);
  const { area } = wish;
  const list = wish.imageOnly ? null : visibleBars(layout, area, mask, MOST_BARS);
  if (list !== null) {
    return { area, shown, bars: await listOf(engine, layout, list), image: null, columns: new Uint8Array(0) };
  }
  const pixels = raster(layout, area, mask, Uint32Array.from(wish.colours, swapped));
  const data = new ImageData(new Uint8ClampedArray(pixels.buffer as ArrayBuffer), area.width, area.height);
  return { area, shown, bars: null, image: await createImageBitmap(data), columns: columnsUsed(pixels, area.width) };
}

export interface Hit {
  name: BarName;
  lane: number;
  begin: number;
  end: number;
  size: number;
  stays: boolean;
  title: string;
  where: string;
}

function hitOf(layout: Layout, bar: number): Hit {
  const { bars, lane } = layout;
  return {
    name: bars.identify(bar),
    lane: lane[bar],
    begin: bars.begin[bar],
    end: bars.end[bar],
    size: bars.size(bar),
    stays: bars.stays(bar),
    title: bars.title(bar),
    where: bars.where(bar),
  };
}

export interface HitWish {
  layout: LayoutName;
  filter: Filter;
  time: number;
  lane: number;
  reach: { time: number; lanes: number };
}

export async function hit(engine: Engine, wish: HitWish): Promise<Hit | null> {
  const layout = await layoutOf(engine, wish.layout);
  const bar = nearestBar(layout, wish.time, wish.lane, wish.reach, layout.bars.mask(wish.filter));
  return bar < 0 ? null : hitOf(layout, bar);
}

// Where something selected is; null when the layout has no bar of it.
export async function locate(engine: Engine, { layout: name, bar: wanted }: { layout: LayoutName; bar: BarName }): Promise<Hit | null> {
  const layout = await layoutOf(engine, name);
  const bar = layout.bars.find(wanted);
  return bar < 0 ? null : hitOf(layout, bar);
}

export type Direction = 'earlier' | 'later' | 'above' | 'below';

export interface StepWish {
  layout: LayoutName;
  filter: Filter;
  bar: BarName;
  direction: Direction;
}

// The next bar that is shown, of the same lane or of the next lane that has one about that time.
export async function step(engine: Engine, wish: StepWish): Promise<Hit | null> {
  const layout = await layoutOf(engine, wish.layout);
  const mask = layout.bars.mask(wish.filter);
  const { bars, lane, order, start } = layout;
  const bar = bars.find(wish.bar);
  if (bar < 0) {
    return null;
  }
  const own = lane[bar];
  if (wish.direction === 'earlier' || wish.direction === 'later') {
    const by = wish.direction === 'later' ? 1 : -1;
    for (let i = order.indexOf(bar, start[own]) + by; i >= start[own] && i < start[own + 1]; i += by) {
      if (mask === null || mask[order[i]] === 1) {
        return hitOf(layout, order[i]);
      }
    }
    return null;
  }
  const by = wish.direction === 'below' ? 1 : -1;
  const reach = { time: engine.overview.duration, lanes: 0 };
  for (let one = own + by; one >= 0 && one < layout.lanes; one += by) {
    const found = nearestBar(layout, bars.begin[bar], one, reach, mask);
    if (found >= 0) {
      return hitOf(layout, found);
    }
  }
  return null;
}
