// SPDX-License-Identifier: MIT
// Scopes within scopes, with what was born in each.
import type { Overview } from '../../engine/overview';
import type { Groups } from '../../engine/queries/groups';

export const SCOPE_FIGURES = ['entries', 'open', 'made', 'kept', 'keptBytes', 'leakedBytes', 'outlived', 'time', 'mean'] as const;
export type ScopeFigure = (typeof SCOPE_FIGURES)[number];

export interface ScopeNode {
  row: number; // of scopepath
  depth: number;
  children: ScopeNode[];
  own: Record<ScopeFigure, number>;
  all: Record<ScopeFigure, number>; // with the scopes within
}

const SUMMED: readonly ScopeFigure[] = ['entries', 'open', 'made', 'kept', 'keptBytes', 'leakedBytes', 'outlived'];

function nothing(): Record<ScopeFigure, number> {
  return Object.fromEntries(SCOPE_FIGURES.map((name) => [name, 0])) as Record<ScopeFigure, number>;
}

function ownFigures({ scopePaths }: Overview, row: number): Record<ScopeFigure, number> {
  const entries = scopePaths.entries[row];
  const time = scopePaths.time[row];
  return { ...nothing(), entries, open: scopePaths.open[row], outlived: scopePaths.outlived[row], time, mean: entries === 0 ? 0 : time / entries };
}

// Parents stand before their children in the table; a row that says otherwise goes below the global scope.
export function scopeTree(overview: Overview, groups: Groups): ScopeNode {
  const { scopePaths } = overview;
  const nodes: ScopeNode[] = [];
  for (let row = 0; row < Math.max(1, scopePaths.rows); row++) {
    const own = row < scopePaths.rows ? ownFigures(overview, row) : nothing();
    const parent = row === 0 ? null : (nodes[scopePaths.parent[row]] ?? nodes[0]);
    const node: ScopeNode = { row, depth: parent === null ? 0 : parent.depth + 1, children: [], own, all: nothing() };
    nodes.push(node);
    parent?.children.push(node);
  }
  const { keys, measures } = groups;
  keys[0].forEach((scope, g) => {
    const { own } = nodes[scope] ?? nodes[0];
    own.made += measures.made[g];
    own.kept += measures.kept[g];
    own.keptBytes += measures.keptBytes[g];
    own.leakedBytes += measures.leakedBytes[g];
  });
  sumUp(nodes);
  return nodes[0];
}

function sumUp(nodes: readonly ScopeNode[]): void {
  for (const node of [...nodes].reverse()) {
    node.all = { ...node.all, time: node.own.time, mean: node.own.mean };
    for (const name of SUMMED) {
      node.all[name] = node.children.reduce((sum, child) => sum + child.all[name], node.own[name]);
    }
  }
}

// The rows that are on show: of closed branches none but the first.
export function openRows(root: ScopeNode, isOpen: (node: ScopeNode) => boolean, order: (a: ScopeNode, b: ScopeNode) => number): ScopeNode[] {
  const rows: ScopeNode[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    rows.push(node);
    if (isOpen(node)) {
      waiting.push(...[...node.children].sort(order).reverse());
    }
  }
  return rows;
}
