// SPDX-License-Identifier: MIT
// What every chart over time has drawn on top: the brushed range, the peak, the cursor.
import type { State } from '../state/store';
import type { Palette } from './palette';
import { toPixel, type Scale } from './scale';

export function drawRange(context: CanvasRenderingContext2D, scale: Scale, top: number, height: number, state: State, palette: Palette): void {
  if (state.range === null) {
    return;
  }
  const from = Math.round(Math.max(scale.left, toPixel(scale, state.range.from)));
  const to = Math.round(Math.min(scale.left + scale.width, toPixel(scale, state.range.to)));
  const right = scale.left + scale.width;
  context.globalAlpha = 0.62;
  context.fillStyle = palette['--ground'];
  context.fillRect(scale.left, top, Math.max(0, Math.min(from, right) - scale.left), height);
  context.fillRect(Math.max(to, scale.left), top, Math.max(0, right - Math.max(to, scale.left)), height);
  context.globalAlpha = 1;
  context.fillStyle = palette['--accent'];
  for (const end of [state.range.from, state.range.to]) {
    if (end >= scale.from && end <= scale.to) {
      context.fillRect(Math.round(toPixel(scale, end)) - 1, top, 2, height);
    }
  }
}

export function drawCursor(context: CanvasRenderingContext2D, scale: Scale, top: number, height: number, state: State, palette: Palette): void {
  if (state.cursor === null || state.cursor < scale.from || state.cursor > scale.to) {
    return;
  }
  context.fillStyle = palette['--text'];
  context.fillRect(Math.round(toPixel(scale, state.cursor)), top, 1, height);
}

export function drawPeak(context: CanvasRenderingContext2D, scale: Scale, top: number, height: number, time: number, palette: Palette): void {
  if (time < scale.from || time > scale.to) {
    return;
  }
  const x = Math.round(toPixel(scale, time));
  context.fillStyle = palette['--leak'];
  context.fillRect(x, top, 1, height);
  context.beginPath();
  context.moveTo(x - 4, top);
  context.lineTo(x + 5, top);
  context.lineTo(x + 0.5, top + 6);
  context.fill();
}
