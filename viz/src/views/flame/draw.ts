// SPDX-License-Identifier: MIT
import { FONT } from '../../lib/axis';
import { hashOf, mixed } from '../../lib/colour';
import { inkOn, KIND_COLOURS, type Palette } from '../../lib/palette';
import type { Frame } from '../../lib/surface';
import { visible } from '../../lib/text';
import { ROW, type Box } from './layout';
import type { FlameNode } from './tree';

export interface Look {
  palette: Palette;
  compared: boolean;
  icicle: boolean; // the root on top
  height: number; // of the whole graph
  matches: ((node: FlameNode) => boolean) | null; // of the search
  focused: FlameNode | null;
  site: number; // selected, or 0
}

const LABEL = 24; // pixels that a label needs at least
const SHADES = 0.2; // neighbours of a kind differ by this much at most

// The kind that most of it is.
function mainKind(node: FlameNode): number {
  return node.kinds.reduce((best, value, kind) => (value > node.kinds[best] ? kind : best), 0);
}

// Blue: less in the second trace; orange: more.
function changeColour(node: FlameNode, palette: Palette): string {
  const change = (node.other - node.value) / Math.max(1, node.other, node.value);
  return mixed(palette['--line'], palette[change > 0 ? '--leak' : '--tensor'], change === 0 ? 0 : 0.25 + 0.75 * Math.abs(change));
}

function colourOf(box: Box, look: Look): string {
  const { node } = box;
  const { palette } = look;
  if (look.matches !== null && !look.matches(node)) {
    return palette['--line'];
  }
  const own = look.compared ? changeColour(node, palette) : mixed(palette[KIND_COLOURS[mainKind(node)]], palette['--ground'], 0.08 + SHADES * hashOf(node.label));
  return box.above ? mixed(own, palette['--ground'], 0.55) : own;
}

// As much of a text as there is room for: the estimate spares measuring thousands of them.
function fitted(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) {
    return text;
  }
  let length = Math.floor(room / 6);
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > room) {
    length--;
  }
  return length < 2 ? '' : `${text.slice(0, length)}…`;
}

export function topOf(level: number, look: Pick<Look, 'icicle' | 'height'>): number {
  return look.icicle ? level * ROW : look.height - (level + 1) * ROW;
}

function outline(context: CanvasRenderingContext2D, x: number, y: number, width: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.strokeRect(x + 1, y + 1, Math.max(1, width - 3), ROW - 3);
}

export function drawBoxes({ context, width, height }: Frame, boxes: readonly Box[], look: Look, scrolled: number): void {
  context.font = FONT;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  for (const box of boxes) {
    const y = topOf(box.level, look) - scrolled;
    if (y <= -ROW || y >= height) {
      continue;
    }
    const x = box.left * width;
    const span = box.width * width;
    const colour = colourOf(box, look);
    context.fillStyle = colour;
    context.fillRect(x, y, Math.max(0.5, span - (span > 3 ? 1 : 0)), ROW - 1);
    if (span > LABEL) {
      context.fillStyle = inkOn(colour);
      context.fillText(fitted(context, visible(box.node.label), span - 9), x + 4, y + ROW / 2);
    }
    if (look.focused === box.node || (look.site !== 0 && box.node.site === look.site)) {
      outline(context, x, y, span, look.palette[look.focused === box.node ? '--text' : '--accent']);
    }
  }
}
