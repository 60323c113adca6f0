// SPDX-License-Identifier: MIT
// Nodes of the flame graph in words: the line above it, and a table for readers of the page's text.
import { fill, h } from '../../lib/dom';
import { percent } from '../../lib/format';
import type { Measure } from '../../engine/measures';
import { measureText, MEASURE_WORDS, signedText } from '../../state/columns';
import type { FlameNode } from './tree';

export function figureWords(node: FlameNode, root: FlameNode, measure: Measure, compared: boolean): string {
  if (compared) {
    return `${measureText(measure, node.value)} → ${measureText(measure, node.other)} (${signedText(measure, node.other - node.value)})`;
  }
  return `${measureText(measure, node.value)}, ${percent(node.value, root.value)}`;
}

export function describeNode(line: HTMLElement, node: FlameNode, root: FlameNode, measure: Measure, compared: boolean): void {
  fill(
    line,
    h('span', { class: 'flame-label' }, node === root ? MEASURE_WORDS[measure].title : node.label),
    h('span', { class: 'flame-figure' }, figureWords(node, root, measure, compared)),
    node === root ? h('span', { class: 'muted' }, MEASURE_WORDS[measure].about) : null,
  );
}

const LISTED = 40;

function largestNodes(root: FlameNode): FlameNode[] {
  const list: FlameNode[] = [];
  const walk = (node: FlameNode): void => {
    list.push(node);
    node.children.forEach(walk);
  };
  root.children.forEach(walk);
  return list.sort((a, b) => b.width - a.width).slice(0, LISTED);
}

export function flameTable(root: FlameNode, measure: Measure, compared: boolean, choose: (node: FlameNode) => void): HTMLElement {
  const rows = largestNodes(root).map((node) =>
    h(
      'tr',
      {},
      h('th', { attributes: { scope: 'row' } }, h('button', { type: 'button', class: 'place', on: { click: () => choose(node) } }, node.label)),
      h('td', {}, String(node.depth)),
      h('td', {}, figureWords(node, root, measure, compared)),
    ),
  );
  const head = ['Frame', 'Depth', MEASURE_WORDS[measure].title].map((text) => h('th', { attributes: { scope: 'col' } }, text));
  return h('table', {}, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows));
}
