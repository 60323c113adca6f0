// SPDX-License-Identifier: MIT
// A stacked step chart over time.
import type { Numbers } from '../format/encodings';
import { drawValueGrid, type Unit } from './axis';
import type { ColourName, Palette } from './palette';
import type { Scale } from './scale';
import { largest, rowsByPixel, sumOf } from './series';

export interface Layer {
  name: string;
  label: string;
  colour: ColourName;
  values: Numbers;
}

export interface Chart {
  times: Numbers;
  layers: Layer[];
  total: Float64Array;
  most: number;
  unit: Unit;
  line: boolean; // lines, each from 0, instead of stacked areas
}

export function makeChart(times: Numbers, layers: Layer[], unit: Unit, line = false): Chart {
  const lists = layers.map((layer) => layer.values);
  const total = sumOf(lists, times.length);
  const most = line ? Math.max(1, ...lists.map(largest)) : Math.max(1, largest(total));
  return { times, layers, total, most, unit, line };
}

const HEADROOM = 1.08;

export function drawChart(
  context: CanvasRenderingContext2D,
  chart: Chart,
  scale: Scale,
  top: number,
  height: number,
  palette: Palette,
  grid = true,
): void {
  const most = chart.most * HEADROOM;
  if (grid) {
    drawValueGrid(context, scale, top, height, most, chart.unit, palette);
  }
  if (chart.times.length === 0) {
    return;
  }
  const rows = rowsByPixel(chart.times, chart.total, scale);
  const base = new Float64Array(rows.length);
  for (const layer of chart.layers) {
    if (chart.line) {
      base.fill(0);
    }
    drawLayer(context, layer, rows, base, { left: scale.left, top, height, most }, palette, chart.line);
  }
}

interface Place {
  left: number;
  top: number;
  height: number;
  most: number;
}

// Draws from `base` upwards and leaves the layer's upper edge in it.
function drawLayer(
  context: CanvasRenderingContext2D,
  layer: Layer,
  rows: Int32Array,
  base: Float64Array,
  place: Place,
  palette: Palette,
  line: boolean,
): void {
  const { left, top, height, most } = place;
  const y = (value: number): number => top + height - (value / most) * height;
  const bottom = Float64Array.from(base, y);
  context.beginPath();
  for (let x = 0; x < rows.length; x++) {
    base[x] += rows[x] < 0 ? 0 : layer.values[rows[x]];
    const level = y(base[x]);
    if (x === 0) {
      context.moveTo(left, level);
    } else {
      context.lineTo(left + x, y(base[x - 1]));
      context.lineTo(left + x, level);
    }
  }
  context.lineTo(left + rows.length, y(base[rows.length - 1]));
  if (line) {
    context.strokeStyle = palette[layer.colour];
    context.lineWidth = 1.25;
    context.stroke();
    return;
  }
  for (let x = rows.length - 1; x >= 0; x--) {
    context.lineTo(left + x + 1, bottom[x]);
    context.lineTo(left + x, bottom[x]);
  }
  context.closePath();
  context.fillStyle = palette[layer.colour];
  context.fill();
}
