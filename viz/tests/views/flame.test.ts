// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../src/engine/engine';
import { NO_FILTER } from '../../src/engine/filter';
import { groups } from '../../src/engine/queries/groups';
import type { Traced } from '../../src/state/both';
import { layOut, levelsOf } from '../../src/views/flame/layout';
import { buildTree, nodeAt, pathText, WAYS, type FlameNode, type Hierarchy } from '../../src/views/flame/tree';
import { synthetic } from '../support/synthetic';

async function traced(count: number, seed: number, by: Hierarchy): Promise<Traced> {
  const engine = await Engine.open('made up', synthetic(count, seed).bytes, () => undefined);
  return { overview: engine.overview, groups: await groups(engine, { by: WAYS[by].by, filter: NO_FILTER, cursor: null }) };
}

const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);

function everyNode(root: FlameNode, check: (node: FlameNode) => void): void {
  check(root);
  root.children.forEach((child) => everyNode(child, check));
}

test('every tree has all objects at its root, and parts that fit into their wholes', async () => {
  const { size } = synthetic(800, 1);
  for (const hierarchy of Object.keys(WAYS) as Hierarchy[]) {
    for (const inverted of [false, true]) {
      const root = buildTree(await traced(800, 1, hierarchy), null, { hierarchy, measure: 'madeBytes', inverted });
      assert.equal(root.value, sum(size), hierarchy);
      everyNode(root, (node) => {
        assert.ok(sum(node.children.map((child) => child.value)) <= node.value);
        assert.equal(sum(node.kinds), node.value);
      });
    }
  }
});

test('inverted, the innermost frames are outermost', async () => {
  const one = await traced(300, 1, 'stack');
  const plain = buildTree(one, null, { hierarchy: 'stack', measure: 'made', inverted: false });
  const inverted = buildTree(one, null, { hierarchy: 'stack', measure: 'made', inverted: true });
  const leaves: string[] = [];
  everyNode(plain, (node) => node.site !== 0 && leaves.push(node.label));
  assert.deepEqual(inverted.children.map(({ label }) => label).sort(), [...new Set(leaves)].sort());
});

test('two traces are one tree, wide enough for the larger of each', async () => {
  const [first, second] = [await traced(400, 1, 'place'), await traced(700, 2, 'place')];
  const root = buildTree(first, second, { hierarchy: 'place', measure: 'made', inverted: false });
  assert.equal(root.value, 400);
  assert.equal(root.other, 700);
  everyNode(root, (node) => {
    assert.ok(node.width >= Math.max(node.value, node.other));
    assert.ok(sum(node.children.map((child) => child.width)) <= node.width);
  });
});

test('what is zoomed to fills the width, what leads to it stands above, and paths find nodes again', async () => {
  const root = buildTree(await traced(800, 1, 'place'), null, { hierarchy: 'place', measure: 'made', inverted: false });
  const [file] = root.children;
  const [place] = file.children;
  assert.equal(nodeAt(root, pathText(place)), place);
  assert.equal(nodeAt(root, `${pathText(file)}\nno such place`), file);
  const boxes = layOut(file, 1000);
  assert.deepEqual(boxes.slice(0, 2).map(({ node, left, width, above }) => [node, left, width, above]), [
    [root, 0, 1, true],
    [file, 0, 1, false],
  ]);
  assert.equal(levelsOf(boxes), 3);
  assert.ok(boxes.every(({ left, width }) => left >= 0 && left + width <= 1 + 1e-9));
});
