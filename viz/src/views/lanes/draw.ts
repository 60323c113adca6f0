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
const LABEL = 10; // pixels of a name's height

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

function beginOf(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

// As much as there is room for: title and size, the title, its beginning.
function barText(list: BarList, i: number, room: number): string {
  const title = visible(list.titles[i]);
  const both = `${title}  ${bytes(list.size[i])}`;
  if (both.length <= room) {
    return both;
  }
  return beginOf(title, room);
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
  const height = viewport.laneHeight - 1;
  const length = viewport.laneHeight >= LABEL_LANE ? Math.max(2, (height - LABEL) / 2) : height / 2; // above and below names
  context.fillStyle = palette['--text'];
  for (let i = 0; i < list.tickBar.length; i++) {
    const bar = list.tickBar[i];
    const time = list.tickTime[i];
    const x = toPixel(scale, time);
    const within = time > list.begin[bar] && time < list.end[bar]; // both ends are seen anyway
    if (within && x >= scale.left && x <= scale.left + scale.width) {
      const top = viewport.y(list.lane[bar]) + (TAKING.has(list.tickWhat[i]) ? height - length : 0);
      context.fillRect(Math.round(x), top, 1, length);
    }
  }
}

const TITLE = 15; // pixels of a line of a band's title
const LEAST = 6; // pixels of bands that have a title left of them

interface Titled {
  band: Band;
  more: number; // bands that begin beside its title
  top: number;
  bottom: number;
}

// Low bands at the very end have their title beside the band before, as far as that leaves room for its own.
function makeRoomForLast(list: readonly Titled[], height: number): void {
  const [before, last] = list.slice(-2);
  if (last !== undefined && last.bottom - last.top < LEAST && height >= before.top + 2 * TITLE) {
    last.top = Math.min(last.top, height - TITLE);
    last.bottom = last.top + TITLE;
    before.bottom = Math.min(before.bottom, last.top);
  }
}

// The titles that there is room for. Where bands are lower than a title, that of the first stands for all of them.
function titlesOf(bands: readonly Band[], viewport: Viewport, beside: boolean): Titled[] {
  const list: Titled[] = [];
  for (const band of bands) {
    const top = Math.max(0, viewport.y(band.first));
    const bottom = Math.min(viewport.height, viewport.y(band.first + band.lanes));
    const last = list[list.length - 1];
    if (band.title === '' || bottom <= 0) {
      continue;
    }
    if (top >= viewport.height) {
      break;
    }
    if (last === undefined || top >= last.top + TITLE) {
      list.push({ band, more: 0, top, bottom });
    } else if (bottom >= last.top + 2 * TITLE) {
      const alone = last.bottom - last.top < LEAST && list.pop() !== undefined; // there is nothing to be seen of the one before
      list.push({ band, more: 0, top: alone ? top : last.top + TITLE, bottom });
    } else {
      last.more++;
      last.bottom = bottom;
    }
  }
  if (beside) {
    makeRoomForLast(list, viewport.height);
  }
  return list.filter(({ top, bottom, more }) => (beside ? bottom - top >= LEAST : bottom - top >= TITLE && more === 0));
}

// The titles of bands stand left of the lanes, or on them where the screen is narrow.
export function drawBands({ context, scale, viewport, palette }: Canvas, bands: readonly Band[]): void {
  const titles = titlesOf(bands, viewport, scale.left > 0);
  const titled = new Set(titles.map(({ band }) => band));
  context.fillStyle = palette['--line'];
  for (const band of bands) {
    const top = viewport.y(band.first);
    const height = band.lanes * viewport.laneHeight;
    if (band.title !== '' && top + height >= 0 && top <= viewport.height && height >= 5) {
      const left = titled.has(band) ? 0 : scale.left;
      context.fillRect(left, Math.round(top) - 1, scale.left + scale.width - left, 1);
    }
  }
  context.font = FONT;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  for (const title of titles) {
    if (scale.left > 0) {
      drawTitle(context, title, scale.left, palette);
    } else {
      drawTitleOnLanes(context, title, palette);
    }
  }
}

const CALLED = ', called from ';

// As many lines as there is room for: the place, where it was called from, figures.
function linesOf({ band, more, top, bottom }: Titled, gutter: number): { lines: string[]; figures: string } {
  const room = Math.floor((gutter - 8) / CHARACTER);
  const title = visible(band.title);
  const others = more === 0 ? '' : `  +${count(more)}`;
  const fits = more === 0 ? Math.floor((bottom - top) / TITLE) : 1;
  const figures = fits < 2 ? '' : `${count(band.bars)} × · ${bytes(band.bytes)}`;
  const [place, ...callers] = title.length + others.length > room ? title.split(CALLED) : [title];
  if (callers.length > 0 && fits > 2) {
    return { lines: [beginOf(place, room), beginOf(`called from ${callers.join(CALLED)}`, room)], figures };
  }
  const line = callers.length > 0 ? beginOf(`${place}…`, room - others.length) : shortened(title, room - others.length);
  return { lines: [line + others], figures };
}

function drawTitle(context: CanvasRenderingContext2D, titled: Titled, gutter: number, palette: Palette): void {
  const { lines, figures } = linesOf(titled, gutter);
  const middle = titled.top + Math.min(TITLE, Math.max(titled.bottom - titled.top, 9)) / 2;
  context.fillStyle = palette['--text'];
  lines.forEach((line, i) => context.fillText(line, 4, middle + i * (TITLE - 1)));
  context.fillStyle = palette['--muted'];
  context.fillText(figures, 4, middle + lines.length * (TITLE - 1));
}

function drawTitleOnLanes(context: CanvasRenderingContext2D, { band, top }: Titled, palette: Palette): void {
  const text = shortened(visible(band.title), 40);
  context.globalAlpha = 0.86;
  context.fillStyle = palette['--ground'];
  context.fillRect(0, top, context.measureText(text).width + 10, TITLE);
  context.globalAlpha = 1;
  context.fillStyle = palette['--text'];
  context.fillText(text, 4, top + TITLE / 2);
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
