// SPDX-License-Identifier: MIT
// Many bars as a picture: what covers most of a pixel gives it its colour, how much is covered its strength.
import { CLASSES, firstAfter, type Layout } from './layout';

export interface Area {
  from: number; // time
  to: number;
  firstLane: number;
  lastLane: number; // exclusive
  width: number; // pixels
  height: number;
}

const FAINTEST = 0.28;
const LEAST_COVER = 0.04; // of a pixel, by a bar too short to see

interface Row {
  width: number;
  cover: Float32Array; // CLASSES rows of `width`: parts of pixels
  whole: Float32Array; // the same, as changes from pixel to pixel: whole pixels
  used: number; // bit mask of classes
  total: Float32Array; // of a pixel, all classes together
  best: Float32Array; // of its commonest class
  winner: Uint8Array; // that class
}

function makeRow(width: number): Row {
  return {
    width,
    cover: new Float32Array(CLASSES * width),
    whole: new Float32Array(CLASSES * (width + 1)),
    used: 0,
    total: new Float32Array(width),
    best: new Float32Array(width),
    winner: new Uint8Array(width),
  };
}

function addBar(row: Row, colour: number, x0: number, x1: number): void {
  const { width, cover, whole } = row;
  const from = Math.max(0, x0);
  const to = Math.min(width, x1);
  const first = Math.min(width - 1, Math.floor(from));
  const last = Math.min(width - 1, Math.floor(to));
  const at = colour * width;
  row.used |= 1 << colour;
  if (first === last) {
    cover[at + first] += Math.max(LEAST_COVER, to - from);
    return;
  }
  cover[at + first] += first + 1 - from;
  cover[at + last] += to - last;
  if (last - first > 1) {
    whole[colour * (width + 1) + first + 1] += 1;
    whole[colour * (width + 1) + last] -= 1;
  }
}

function addLane(row: Row, layout: Layout, lane: number, area: Area, mask: Uint8Array | null): void {
  const { order, start, begin, end, colour } = layout;
  const perTime = area.width / (area.to - area.from);
  const last = start[lane + 1];
  for (let i = firstAfter(layout, lane, area.from); i < last && begin[i] <= area.to; i++) {
    if (mask === null || mask[order[i]] === 1) {
      addBar(row, colour[i], (begin[i] - area.from) * perTime, (end[i] - area.from) * perTime);
    }
  }
}

// Turns a row's cover into pixels and clears it.
function resolve(row: Row, lanes: number, colours: Uint32Array, pixels: Uint32Array, at: number): void {
  const { width, cover, whole, total, best, winner } = row;
  total.fill(0);
  best.fill(0);
  for (let colour = 0; colour < CLASSES; colour++) {
    if (((row.used >> colour) & 1) === 0) {
      continue;
    }
    let running = 0;
    for (let x = 0; x < width; x++) {
      running += whole[colour * (width + 1) + x];
      const amount = running + cover[colour * width + x];
      total[x] += amount;
      if (amount > best[x]) {
        best[x] = amount;
        winner[x] = colour;
      }
    }
    cover.fill(0, colour * width, (colour + 1) * width);
    whole.fill(0, colour * (width + 1), (colour + 1) * (width + 1));
  }
  row.used = 0;
  for (let x = 0; x < width; x++) {
    if (total[x] > 0) {
      const strength = FAINTEST + (1 - FAINTEST) * Math.sqrt(Math.min(1, total[x] / lanes));
      pixels[at + x] = ((Math.round(strength * 255) << 24) | colours[winner[x]]) >>> 0;
    }
  }
}

// Which columns of a picture have anything in them.
export function columnsUsed(pixels: Uint32Array, width: number): Uint8Array {
  const used = new Uint8Array(width);
  for (let at = 0; at < pixels.length; at += width) {
    for (let x = 0; x < width; x++) {
      used[x] |= pixels[at + x] === 0 ? 0 : 1;
    }
  }
  return used;
}

// Pixels as ImageData has them on little-endian machines: 0xAABBGGRR. `colours` are 0x00BBGGRR.
export function raster(layout: Layout, area: Area, mask: Uint8Array | null, colours: Uint32Array): Uint32Array {
  const pixels = new Uint32Array(area.width * area.height);
  const row = makeRow(area.width);
  const perPixel = (area.lastLane - area.firstLane) / area.height;
  for (let y = 0; y < area.height; y++) {
    const first = Math.max(0, Math.floor(area.firstLane + y * perPixel));
    const last = Math.min(layout.lanes, Math.max(first + 1, Math.floor(area.firstLane + (y + 1) * perPixel)));
    for (let lane = first; lane < last; lane++) {
      addLane(row, layout, lane, area, mask);
    }
    if (row.used !== 0) {
      resolve(row, last - first, colours, pixels, y * area.width);
    }
  }
  return pixels;
}
