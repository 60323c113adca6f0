// SPDX-License-Identifier: MIT
// Axes of charts over time.
import { bytes, count, moment } from './format';
import type { Palette } from './palette';
import { binaryStep, step, ticks, toPixel, type Scale } from './scale';

export const FONT = '11px system-ui, sans-serif';
const LABEL_WIDTH = 84;

export function drawTimeAxis(context: CanvasRenderingContext2D, scale: Scale, top: number, height: number, palette: Palette): void {
  const every = step(scale.to - scale.from, scale.width / LABEL_WIDTH);
  context.font = FONT;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  for (const value of ticks(scale.from, scale.to, every)) {
    const x = Math.round(toPixel(scale, value));
    context.fillStyle = palette['--line'];
    context.fillRect(x, top, 1, height);
    const label = moment(value, every);
    if (x + 4 + context.measureText(label).width < scale.left + scale.width) {
      context.fillStyle = palette['--muted'];
      context.fillText(label, x + 4, top + height / 2);
    }
  }
}

export type Unit = 'bytes' | 'count';

// Horizontal grid lines with their values written above them, at the left.
export function drawValueGrid(
  context: CanvasRenderingContext2D,
  scale: Scale,
  top: number,
  height: number,
  most: number,
  unit: Unit,
  palette: Palette,
): void {
  const wanted = Math.max(1, Math.floor(height / 28));
  const every = unit === 'bytes' ? binaryStep(most, wanted) : Math.max(1, step(most, wanted));
  context.font = FONT;
  context.textBaseline = 'bottom';
  context.textAlign = 'left';
  for (const value of ticks(every, most, every)) {
    const y = Math.round(top + height - (value / most) * height);
    context.fillStyle = palette['--line'];
    context.fillRect(scale.left, y, scale.width, 1);
    if (y - 12 >= top) {
      context.fillStyle = palette['--muted'];
      context.fillText(unit === 'bytes' ? bytes(value) : count(value), scale.left + 4, y - 1);
    }
  }
}
