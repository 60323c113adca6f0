// SPDX-License-Identifier: MIT
// Paths with figures, merged into the tree that a flame graph shows.
import type { GroupColumn } from '../../engine/columns';
import type { Measure } from '../../engine/measures';
import type { Overview } from '../../engine/overview';
import type { Groups } from '../../engine/queries/groups';
import { KINDS } from '../../format/values';
import { baseName, siteLabel, stackOf } from '../../state/names';
import type { Traced } from '../../state/both';
import { columnWords, scopeChain, scopeName } from '../../state/columns';

export interface Step {
  label: string;
  site: number; // row of the site that it is, or 0
}

export interface FlameNode extends Step {
  parent: FlameNode | null;
  children: FlameNode[]; // largest first
  depth: number;
  width: number; // what it is drawn as: the larger of both when two traces are compared
  value: number;
  other: number; // of the second trace
  kinds: number[]; // value by kind
}

export type Hierarchy = 'stack' | 'scope' | 'place' | 'kind';

interface Way {
  title: string;
  about: string;
  by: readonly GroupColumn[]; // the last is the kind
  path(overview: Overview, keys: readonly number[]): Step[]; // outermost first
}

const place = (overview: Overview, row: number): Step => ({ label: siteLabel(overview, row), site: row });

function stackPath(overview: Overview, site: number): Step[] {
  const frames = stackOf(overview, site);
  if (frames.length === 0) {
    return [place(overview, site)];
  }
  return frames.map((frame, i) => ({ label: frame.label || frame.function || '(unknown function)', site: i === 0 ? site : 0 })).reverse();
}

export const WAYS: Record<Hierarchy, Way> = {
  stack: {
    title: 'Stack',
    about: 'Calls that led to where objects were made',
    by: ['site', 'kind'],
    path: (overview, [site]) => stackPath(overview, site),
  },
  scope: {
    title: 'Scope path',
    about: 'Scopes within scopes, as they were when objects were born, then the place',
    by: ['scope', 'place', 'kind'],
    path: (overview, [scope, site]) => [
      { label: 'global scope', site: 0 },
      ...scopeChain(overview, scope).map((row) => ({ label: scopeName(overview, row), site: 0 })),
      place(overview, site),
    ],
  },
  place: {
    title: 'Place',
    about: 'Files, then places in them',
    by: ['file', 'place', 'kind'],
    path: (overview, [file, site]) => [{ label: baseName(columnWords(overview, 'file', file)), site: 0 }, place(overview, site)],
  },
  kind: {
    title: 'Kind',
    about: 'Kinds, then places',
    by: ['kind', 'place', 'kind'],
    path: (overview, [kind, site]) => [{ label: columnWords(overview, 'kind', kind), site: 0 }, place(overview, site)],
  },
};

function makeNode(step: Step, parent: FlameNode | null): FlameNode {
  const depth = parent === null ? 0 : parent.depth + 1;
  return { ...step, parent, children: [], depth, width: 0, value: 0, other: 0, kinds: KINDS.map(() => 0) };
}

class Builder {
  readonly root = makeNode({ label: 'all', site: 0 }, null);
  private readonly index = new Map<FlameNode, Map<string, FlameNode>>();

  private child(parent: FlameNode, step: Step): FlameNode {
    const known = this.index.get(parent) ?? new Map<string, FlameNode>();
    this.index.set(parent, known);
    let node = known.get(step.label);
    if (node === undefined) {
      node = makeNode(step, parent);
      known.set(step.label, node);
      parent.children.push(node);
    }
    node.site ||= step.site;
    return node;
  }

  add(path: readonly Step[], put: (node: FlameNode) => void): void {
    let node = this.root;
    put(node);
    for (const step of path) {
      node = this.child(node, step);
      put(node);
    }
  }
}

export interface Wanted {
  hierarchy: Hierarchy;
  measure: Measure;
  inverted: boolean;
}

function addTrace(builder: Builder, overview: Overview, groups: Groups, wanted: Wanted, second: boolean): void {
  const { path, by } = WAYS[wanted.hierarchy];
  const values = groups.measures[wanted.measure];
  for (let g = 0; g < groups.groups; g++) {
    const value = values[g];
    if (value <= 0) {
      continue;
    }
    const keys = groups.keys.map((column) => column[g]);
    const steps = path(overview, keys).map((step) => (second ? { ...step, site: 0 } : step));
    const kind = keys[by.length - 1];
    builder.add(wanted.inverted ? steps.reverse() : steps, (node) => {
      if (second) {
        node.other += value;
      } else {
        node.value += value;
        node.kinds[kind] += value;
      }
    });
  }
}

// Widths add up: a node is as wide as its parts together, and as the larger of its two values at least.
function finish(node: FlameNode): void {
  let parts = 0;
  for (const child of node.children) {
    finish(child);
    parts += child.width;
  }
  node.width = Math.max(node.value, node.other, parts);
  node.children.sort((a, b) => b.width - a.width || (a.label < b.label ? -1 : 1));
}

export function buildTree(first: Traced, second: Traced | null, wanted: Wanted): FlameNode {
  const builder = new Builder();
  addTrace(builder, first.overview, first.groups, wanted, false);
  if (second !== null) {
    addTrace(builder, second.overview, second.groups, wanted, true);
  }
  finish(builder.root);
  return builder.root;
}

export function ancestors(node: FlameNode): FlameNode[] {
  const list: FlameNode[] = [];
  for (let at = node.parent; at !== null; at = at.parent) {
    list.unshift(at);
  }
  return list;
}

// Labels from the outermost, to find a node again in a tree made anew.
export function pathText(node: FlameNode): string {
  return [...ancestors(node), node].slice(1).map((one) => one.label).join('\n');
}

export function nodeAt(root: FlameNode, path: string): FlameNode {
  let node = root;
  for (const label of path === '' ? [] : path.split('\n')) {
    const next = node.children.find((child) => child.label === label);
    if (next === undefined) {
      break;
    }
    node = next;
  }
  return node;
}
