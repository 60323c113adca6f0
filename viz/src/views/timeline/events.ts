// SPDX-License-Identifier: MIT
// What happened at single moments: misuse, and the marks that the program set.
import type { Overview } from '../../engine/overview';
import { FONT } from '../../lib/axis';
import type { Palette } from '../../lib/palette';
import { toPixel, type Scale } from '../../lib/scale';
import { shortened, visible } from '../../lib/text';

export interface Moment {
  time: number;
  what: 'mark' | 'misuse';
  text: string;
  site: number;
  object: number; // row of an object, -1: none
}

export function momentsOf({ marks, diagnostics, strings }: Overview): Moment[] {
  const list: Moment[] = [];
  for (let i = 0; i < marks.rows; i++) {
    list.push({ time: marks.time[i], what: 'mark', text: strings[marks.text[i]] ?? '', site: marks.site[i], object: -1 });
  }
  for (let i = 0; i < diagnostics.rows; i++) {
    const text = strings[diagnostics.code[i]] ?? 'misuse';
    list.push({ time: diagnostics.time[i], what: 'misuse', text, site: diagnostics.site[i], object: diagnostics.object[i] - 1 });
  }
  return list.sort((a, b) => a.time - b.time);
}

// The moment nearest to a pixel, within reach.
export function momentAt(moments: readonly Moment[], scale: Scale, x: number, reach: number): Moment | null {
  let best: Moment | null = null;
  let least = reach;
  for (const moment of moments) {
    const distance = Math.abs(toPixel(scale, moment.time) - x);
    if (distance <= least) {
      least = distance;
      best = moment;
    }
  }
  return best;
}

const DIAMOND = 4;

function drawShape(context: CanvasRenderingContext2D, { what }: Moment, x: number, y: number): void {
  context.beginPath();
  if (what === 'misuse') {
    context.moveTo(x, y - DIAMOND);
    context.lineTo(x + DIAMOND, y);
    context.lineTo(x, y + DIAMOND);
    context.lineTo(x - DIAMOND, y);
  } else {
    context.rect(x - 1, y - DIAMOND - 1, 2, 2 * DIAMOND + 2);
  }
  context.fill();
}

export function drawMoments(context: CanvasRenderingContext2D, moments: readonly Moment[], scale: Scale, top: number, height: number, palette: Palette): void {
  const y = top + height / 2;
  let free = scale.left; // right of the last label
  let last = Number.NEGATIVE_INFINITY;
  context.font = FONT;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  moments.forEach((moment, i) => {
    const x = Math.round(toPixel(scale, moment.time));
    if (x < scale.left - DIAMOND || x > scale.left + scale.width + DIAMOND || x === last) {
      return;
    }
    last = x;
    context.fillStyle = palette[moment.what === 'misuse' ? '--leak' : '--text'];
    drawShape(context, moment, x, y);
    const next = moments[i + 1];
    const room = Math.min(next === undefined ? scale.left + scale.width : toPixel(scale, next.time), scale.left + scale.width) - x - 12;
    const text = shortened(visible(moment.text), 28);
    if (x >= free && context.measureText(text).width <= room) {
      context.fillStyle = palette['--muted'];
      context.fillText(text, x + DIAMOND + 4, y);
      free = x + room;
    }
  });
}
