// SPDX-License-Identifier: MIT
// A stacked step chart over time.
import type { Numbers } from '../format/encodings';
import { drawValueGrid, drawValueLabels, type Unit } from './axis';
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
  const lines = grid ? drawValueGrid(context, scale, top, height, most, chart.unit, palette) : [];
  const steps = chart.times.length === 0 ? [] : stepsOf(rowsByPixel(chart.times, chart.total, scale));
  const base = new Float64Array(steps.length);
  for (const layer of chart.layers) {
    if (chart.line) {
      base.fill(0);
    }
    drawLayer(context, layer, steps, base, { left: scale.left, top, height, most }, palette, chart.line);
  }
  drawValueLabels(context, lines, palette);
}

interface Step {
  x: number; // pixels
  width: number;
  row: number;
}

// Neighbouring pixels of one row are one step.
function stepsOf(rows: Int32Array): Step[] {
  const steps: Step[] = [];
  for (let x = 0; x < rows.length; x++) {
    const last = steps[steps.length - 1];
    if (last?.row === rows[x]) {
      last.width++;
    } else {
      steps.push({ x, width: 1, row: rows[x] });
    }
  }
  return steps;
}

interface Place {
  left: number;
  top: number;
  height: number;
  most: number;
}

const LINE = 1.5;

// Draws from `base` upwards and leaves the layer's upper edge in it. Rectangles: a path of as many corners takes twice as long.
function drawLayer(
  context: CanvasRenderingContext2D,
  layer: Layer,
  steps: readonly Step[],
  base: Float64Array,
  { left, top, height, most }: Place,
  palette: Palette,
  line: boolean,
): void {
  const scale = height / most;
  context.fillStyle = palette[layer.colour];
  steps.forEach(({ x, width, row }, i) => {
    const value = row < 0 ? 0 : layer.values[row];
    if (value > 0) {
      const upper = top + height - (base[i] + value) * scale;
      context.fillRect(left + x, upper, width, line ? LINE : value * scale);
      base[i] += value;
    }
  });
}
