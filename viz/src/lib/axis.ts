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
    const label = moment(value, every, scale.to);
    if (x + 4 + context.measureText(label).width < scale.left + scale.width) {
      context.fillStyle = palette['--muted'];
      context.fillText(label, x + 4, top + height / 2);
    }
  }
}

export type Unit = 'bytes' | 'count';

export interface GridLine {
  text: string;
  left: number;
  middle: number; // of the text
}

const LABEL_HEIGHT = 12;

// Horizontal grid lines. Their values are for the left, above the line or, where there is no room, below it.
export function drawValueGrid(
  context: CanvasRenderingContext2D,
  scale: Scale,
  top: number,
  height: number,
  most: number,
  unit: Unit,
  palette: Palette,
): GridLine[] {
  const wanted = Math.max(1, Math.floor(height / 28));
  const every = unit === 'bytes' ? binaryStep(most, wanted) : Math.max(1, step(most, wanted));
  return ticks(every, most, every).map((value) => {
    const y = Math.round(top + height - (value / most) * height);
    context.fillStyle = palette['--line'];
    context.fillRect(scale.left, y, scale.width, 1);
    const middle = y - LABEL_HEIGHT >= top ? y - LABEL_HEIGHT / 2 : y + LABEL_HEIGHT / 2 + 1;
    return { text: unit === 'bytes' ? bytes(value) : count(value), left: scale.left + 4, middle };
  });
}

// Over what the chart shows there.
export function drawValueLabels(context: CanvasRenderingContext2D, lines: readonly GridLine[], palette: Palette): void {
  context.font = FONT;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  for (const { text, left, middle } of lines) {
    context.globalAlpha = 0.86;
    context.fillStyle = palette['--ground'];
    context.fillRect(left - 2, middle - LABEL_HEIGHT / 2, context.measureText(text).width + 4, LABEL_HEIGHT);
    context.globalAlpha = 1;
    context.fillStyle = palette['--muted'];
    context.fillText(text, left, middle);
  }
}
