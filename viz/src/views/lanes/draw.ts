// SPDX-License-Identifier: MIT
// Pictures, bars, bands and what is selected, onto the canvas.
import type { Band } from '../../engine/lanes/layout';
import type { BarList, Hit, Picture } from '../../engine/queries/lanes';
import { FONT } from '../../lib/axis';
import { bytes, count } from '../../lib/format';
import { CLASS_COLOURS, inkOn, type Palette } from '../../lib/palette';
import { toPixel, type Scale } from '../../lib/scale';
import { shortened, visible } from '../../lib/text';
import type { Viewport } from './viewport';

export interface Canvas {
  context: CanvasRenderingContext2D;
  scale: Scale;
  viewport: Viewport;
  palette: Palette;
}

const CHARACTER = 6.2; // pixels, about
const TICK_LANE = 7; // lower lanes have no room for ticks
const LABEL_LANE = 13;

export function drawImage({ context, scale, viewport }: Canvas, { area, image }: Picture): void {
  if (image === null) {
    return;
  }
  const x = toPixel(scale, area.from);
  const y = viewport.y(area.firstLane);
  context.imageSmoothingEnabled = false;
  context.drawImage(image, x, y, toPixel(scale, area.to) - x, viewport.y(area.lastLane) - y);
}

// Whether a picture fills the screen.
export function covers({ scale, viewport }: Canvas, { area }: Picture): boolean {
  const lanes = area.firstLane <= viewport.first && area.lastLane >= Math.min(viewport.lanes, viewport.first + viewport.shown);
  return lanes && area.from <= scale.from && area.to >= scale.to;
}

export function clearArea({ context, scale, viewport }: Canvas, { area }: Picture): void {
  const x = toPixel(scale, area.from);
  const y = viewport.y(area.firstLane);
  context.clearRect(x, y, toPixel(scale, area.to) - x, viewport.y(area.lastLane) - y);
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function boxOf({ scale, viewport }: Canvas, begin: number, end: number, lane: number): Box {
  const left = Math.max(scale.left - 2, toPixel(scale, begin));
  const right = Math.min(scale.left + scale.width + 2, toPixel(scale, end));
  const gap = viewport.laneHeight > 4 ? 1 : 0;
  return { x: left, y: viewport.y(lane), width: Math.max(1, right - left - (right - left > 3 ? 0.5 : 0)), height: viewport.laneHeight - gap };
}

export function drawBars(canvas: Canvas, list: BarList): void {
  const { context, palette, viewport, scale } = canvas;
  const right = scale.left + scale.width;
  CLASS_COLOURS.forEach((name, colour) => {
    context.fillStyle = palette[name];
    for (let i = 0; i < list.colour.length; i++) {
      if (list.colour[i] === colour) {
        const box = boxOf(canvas, list.begin[i], list.end[i], list.lane[i]);
        if (box.x < right && box.x + box.width > scale.left) {
          context.fillRect(box.x, box.y, box.width, box.height);
        }
      }
    }
  });
  if (viewport.laneHeight >= LABEL_LANE) {
    drawLabels(canvas, list);
  }
  if (viewport.laneHeight >= TICK_LANE) {
    drawTicks(canvas, list);
  }
}

// As much as there is room for: title and size, the title, its beginning.
function barText(list: BarList, i: number, room: number): string {
  const title = visible(list.titles[i]);
  const both = `${title}  ${bytes(list.size[i])}`;
  if (both.length <= room) {
    return both;
  }
  return title.length <= room ? title : `${title.slice(0, room - 1)}…`;
}

function drawLabels(canvas: Canvas, list: BarList): void {
  const { context, palette, scale } = canvas;
  context.font = FONT;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (let i = 0; i < list.colour.length; i++) {
    const box = boxOf(canvas, list.begin[i], list.end[i], list.lane[i]);
    const left = Math.max(box.x, scale.left);
    const room = Math.floor((box.x + box.width - left - 8) / CHARACTER);
    if (room >= 4) {
      context.fillStyle = inkOn(palette[CLASS_COLOURS[list.colour[i]]]);
      context.fillText(barText(list, i, room), left + 4, box.y + box.height / 2 + 0.5);
    }
  }
}

// What adds to the count is a mark in the upper half of the bar, what takes from it in the lower.
const TAKING = new Set([3, 4, 6, 7, 8, 9, 12]);

function drawTicks({ context, scale, viewport, palette }: Canvas, list: BarList): void {
  const half = (viewport.laneHeight - 1) / 2;
  context.fillStyle = palette['--text'];
  for (let i = 0; i < list.tickBar.length; i++) {
    const bar = list.tickBar[i];
    const time = list.tickTime[i];
    const x = toPixel(scale, time);
    const within = time > list.begin[bar] && time < list.end[bar]; // both ends are seen anyway
    if (within && x >= scale.left && x <= scale.left + scale.width) {
      const top = viewport.y(list.lane[bar]) + (TAKING.has(list.tickWhat[i]) ? half : 0);
      context.fillRect(Math.round(x), top, 1, half);
    }
  }
}

const TITLE = 15; // pixels of a band's title

// The titles of bands stand left of the lanes, or on them where the screen is narrow.
export function drawBands({ context, scale, viewport, palette }: Canvas, bands: readonly Band[]): void {
  context.font = FONT;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  let free = 0; // below the last title
  for (const band of bands) {
    const top = viewport.y(band.first);
    const bottom = viewport.y(band.first + band.lanes);
    if (bottom < 0 || top > viewport.height || band.title === '') {
      continue;
    }
    if (bottom - top >= 5) {
      context.fillStyle = palette['--line'];
      context.fillRect(0, Math.round(top) - 1, scale.left + scale.width, 1);
    }
    const y = Math.max(0, top);
    if (Math.min(bottom, viewport.height) - y >= (scale.left > 0 ? 6 : TITLE) && y >= free) {
      drawTitle(context, band, y, scale.left, bottom - y, palette);
      free = y + TITLE;
    }
  }
}

function drawTitle(context: CanvasRenderingContext2D, band: Band, top: number, gutter: number, height: number, palette: Palette): void {
  const figures = `${count(band.bars)} × · ${bytes(band.bytes)}`;
  const middle = top + Math.min(TITLE, Math.max(height, 9)) / 2;
  const text = shortened(visible(band.title), gutter > 0 ? Math.floor((gutter - 8) / CHARACTER) : 40);
  if (gutter === 0) {
    context.globalAlpha = 0.86;
    context.fillStyle = palette['--ground'];
    context.fillRect(0, top, context.measureText(text).width + 10, TITLE);
    context.globalAlpha = 1;
  }
  context.fillStyle = palette['--text'];
  context.fillText(text, 4, middle);
  context.fillStyle = palette['--muted'];
  if (gutter > 0 && height >= 2 * TITLE) {
    context.fillText(figures, 4, middle + TITLE - 1);
  }
}

export function drawSelected(canvas: Canvas, selected: Hit): void {
  const { context, palette } = canvas;
  const box = boxOf(canvas, selected.begin, selected.end, selected.lane);
  context.lineWidth = 2;
  context.strokeStyle = palette['--text'];
  context.strokeRect(box.x - 1, box.y - 1, Math.max(3, box.width + 2), Math.max(3, box.height + 2));
}

export function drawPosition({ context, scale, viewport, palette }: Canvas): void {
  if (viewport.shown >= viewport.lanes) {
    return;
  }
  const height = Math.max(8, (viewport.shown / viewport.lanes) * viewport.height);
  const top = (viewport.first / viewport.lanes) * viewport.height;
  context.fillStyle = palette['--faint'];
  context.fillRect(scale.left + scale.width - 5, Math.min(top, viewport.height - height), 5, height);
}
