// SPDX-License-Identifier: MIT
// Where the nodes of a flame graph stand, below the one that is zoomed to.
import type { FlameNode } from './tree';
import { ancestors } from './tree';

export interface Box {
  node: FlameNode;
  left: number; // of 1
  width: number;
  level: number; // rows from the root
  above: boolean; // of the node zoomed to
}

export const ROW = 20; // pixels
const NARROWEST = 0.6;

function place(node: FlameNode, left: number, share: number, least: number, boxes: Box[]): void {
  const width = node.width * share;
  if (width < least) {
    return; // and all that follow are narrower yet
  }
  boxes.push({ node, left, width, level: node.depth, above: false });
  let at = left;
  for (const child of node.children) {
    place(child, at, share, least, boxes);
    at += child.width * share;
  }
}

// In the order in which arrows and readers meet them: each before its children.
export function layOut(zoomed: FlameNode, pixels: number): Box[] {
  const boxes: Box[] = ancestors(zoomed).map((node) => ({ node, left: 0, width: 1, level: node.depth, above: true }));
  if (zoomed.width > 0) {
    place(zoomed, 0, 1 / zoomed.width, NARROWEST / Math.max(1, pixels), boxes);
  }
  return boxes;
}

export function levelsOf(boxes: readonly Box[]): number {
  return boxes.reduce((most, box) => Math.max(most, box.level), 0) + 1;
}

export function boxOf(boxes: readonly Box[], node: FlameNode | null): Box | undefined {
  return boxes.find((box) => box.node === node);
}
