// SPDX-License-Identifier: MIT
// Pictures, bars, bands and what is selected, onto the canvas.
import type { Band } from '../../engine/lanes/layout';
import type { BarList, Hit, Picture } from '../../engine/queries/lanes';
import { FONT } from '../../lib/axis';
import { bytes, plural } from '../../lib/format';
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

function drawLabels(canvas: Canvas, list: BarList): void {
  const { context, palette } = canvas;
  context.font = FONT;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (let i = 0; i < list.colour.length; i++) {
    const box = boxOf(canvas, list.begin[i], list.end[i], list.lane[i]);
    const room = Math.floor((box.width - 8) / CHARACTER);
    if (room >= 5) {
      context.fillStyle = inkOn(palette[CLASS_COLOURS[list.colour[i]]]);
      const text = visible(`${list.titles[i]}  ${bytes(list.size[i])}`);
      context.fillText(shortened(text, room), Math.max(box.x, 0) + 4, box.y + box.height / 2 + 0.5);
    }
  }
}

// What adds to the count is a mark in the upper half of the bar, what takes from it in the lower.
const TAKING = new Set([3, 4, 6, 7, 8, 9, 12]);

function drawTicks({ context, scale, viewport, palette }: Canvas, list: BarList): void {
  const half = (viewport.laneHeight - 1) / 2;
  context.fillStyle = palette['--text'];
  for (let i = 0; i < list.tickBar.length; i++) {
    const x = toPixel(scale, list.tickTime[i]);
    if (x >= scale.left && x <= scale.left + scale.width) {
      const top = viewport.y(list.lane[list.tickBar[i]]) + (TAKING.has(list.tickWhat[i]) ? half : 0);
      context.fillRect(Math.round(x), top, 1, half);
    }
  }
}

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
    context.fillStyle = palette['--faint'];
    context.fillRect(scale.left, Math.round(top) - 1, scale.width, 1);
    const y = Math.max(0, top);
    if (bottom - y >= 15 && y >= free) {
      const text = shortened(visible(band.title), Math.max(16, Math.floor(scale.width / 9)));
      const figures = `${plural(band.bars, 'bar')}, ${bytes(band.bytes)}`;
      const width = context.measureText(`${text}  ${figures}`).width;
      context.globalAlpha = 0.86;
      context.fillStyle = palette['--ground'];
      context.fillRect(scale.left, y, width + 12, 15);
      context.globalAlpha = 1;
      context.fillStyle = palette['--text'];
      context.fillText(text, scale.left + 4, y + 8);
      context.fillStyle = palette['--muted'];
      context.fillText(figures, scale.left + 4 + context.measureText(`${text}  `).width, y + 8);
      free = y + 16;
    }
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
