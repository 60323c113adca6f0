// SPDX-License-Identifier: MIT
// Flame graph and icicle: where what is leaked, alive or made comes from.
import './flame.css';
import { hasTotalsOnly } from '../../engine/overview';
import { isMerged } from '../../format/report';
import { fill, h } from '../../lib/dom';
import { OneAtATime } from '../../lib/one_at_a_time';
import { Surface, type Frame } from '../../lib/surface';
import type { App } from '../../state/app';
import { GROUP_KEYS, groupsOfBoth, knownIn, tellFailure, type Both } from '../../state/both';
import { anyOf, type Key } from '../../state/store';
import { asTable } from '../as_table';
import { notHeld } from '../not_held';
import type { Mounted, View } from '../view';
import { drawBoxes, topOf, type Look } from './draw';
import { boxOf, layOut, levelsOf, ROW, type Box } from './layout';
import { flameToolbar, invert, settingsOf, type Settings } from './settings';
import { buildTree, nodeAt, pathText, WAYS, type FlameNode } from './tree';
import { describeNode, flameTable } from './words';

const EMPTY: FlameNode = { label: 'all', site: 0, parent: null, children: [], depth: 0, width: 0, value: 0, other: 0, kinds: [] };

function whyUnknown(app: App): string {
  if (isMerged(app.overview.report)) {
    return notHeld(app, 'groups of objects');
  }
  return hasTotalsOnly(app.overview)
    ? 'Totals by place do not tell this of single objects: choose leaked or alive at the end.'
    : 'A report.json tells of this no more than the sum: choose leaked, alive at the end or at the peak.';
}

class FlameView implements Mounted {
  private readonly bar = h('div', {});
  private readonly line = h('p', { class: 'flame-line', attributes: { 'aria-live': 'polite' } });
  private readonly nothing = h('p', { class: 'nothing' });
  private readonly spacer = h('div', { class: 'flame-spacer' });
  private readonly plot = h('div', {
    class: 'flame-plot',
    role: 'img',
    label: 'Flame graph. Arrows go from frame to frame, Enter zooms, Backspace zooms out; the table below lists the largest frames.',
    attributes: { tabindex: '0' },
  });
  private readonly scroller = h('div', { class: 'flame-scroll' }, this.plot, this.spacer);
  private readonly table = h('div', {});
  private readonly surface: Surface;
  private readonly asking: OneAtATime;
  private settings: Settings;
  private both: Both | null = null;
  private root = EMPTY;
  private boxes: Box[] = [];
  private levels = 1;
  private hovered: FlameNode | null = null;
  private focused: FlameNode | null = null;

  constructor(
    element: HTMLElement,
    private readonly app: App,
  ) {
    const details = asTable(app, 'flame', 'The largest frames as a table', this.table);
    element.append(this.bar, this.line, this.nothing, this.scroller, details);
    this.settings = settingsOf(app);
    this.surface = new Surface(this.plot, (frame) => this.draw(frame));
    this.asking = new OneAtATime(() => this.load(), tellFailure(app));
    this.scroller.addEventListener('scroll', () => this.surface.invalidate());
    this.plot.addEventListener('pointermove', (event) => this.hover(this.nodeUnder(event)));
    this.plot.addEventListener('pointerleave', () => this.hover(null));
    this.plot.addEventListener('click', (event) => this.choose(this.nodeUnder(event)));
    details.addEventListener('toggle', () => this.fillTable());
    this.setUp();
    void this.asking.ask();
  }

  private async load(): Promise<() => void> {
    const both = await groupsOfBoth(this.app, WAYS[settingsOf(this.app).hierarchy].by);
    return () => {
      this.both = both;
      this.build();
    };
  }

  private setUp(): void {
    this.settings = settingsOf(this.app);
    fill(this.bar, flameToolbar(this.app));
  }

  private build(): void {
    const { first, second } = this.both as Both;
    if (first.groups.keys.length !== WAYS[this.settings.hierarchy].by.length) {
      return; // of another hierarchy: the right one is on its way
    }
    const focus = this.focused === null ? '' : pathText(this.focused);
    this.root = knownIn(this.both as Both, this.settings.measure) ? buildTree(first, second, this.settings) : EMPTY;
    this.focused = focus === '' ? null : nodeAt(this.root, focus);
    this.hovered = null;
    const empty = this.root.width === 0;
    const needsCursor = this.settings.measure.startsWith('cursor') && this.app.store.get().cursor === null;
    const unknown = !knownIn(this.both as Both, this.settings.measure);
    const why = unknown ? whyUnknown(this.app) : needsCursor ? 'Click the timeline above to set the cursor.' : 'Nothing of this in the objects shown.';
    fill(this.nothing, why);
    this.nothing.hidden = !empty;
    this.scroller.hidden = empty;
    this.place();
    this.fillTable();
    this.scroller.dataset.ready = 'true';
  }

  // After the tree or the zoom changed.
  private place(): void {
    this.boxes = layOut(nodeAt(this.root, this.settings.zoomed), this.surface.width);
    this.levels = levelsOf(this.boxes);
    this.spacer.style.height = `${this.levels * ROW}px`;
    if (!this.settings.icicle) {
      this.scroller.scrollTop = this.levels * ROW;
    }
    this.describe();
    this.surface.invalidate();
  }

  private fillTable(): void {
    const open = this.table.parentElement?.hasAttribute('open');
    fill(this.table, open ? flameTable(this.root, this.settings.measure, this.app.compared !== null, (node) => this.choose(node)) : null);
  }

  private look(): Look {
    const { selection, search } = this.app.store.get();
    const text = search.trim().toLowerCase();
    return {
      palette: this.app.palette,
      compared: this.app.compared !== null,
      icicle: this.settings.icicle,
      height: Math.max(this.levels * ROW, this.surface.height),
      matches: text === '' ? null : (node) => node.label.toLowerCase().includes(text),
      focused: this.focused ?? this.hovered,
      site: selection?.what === 'site' ? selection.row : 0,
    };
  }

  private laidOutFor = 0;

  private draw(frame: Frame): void {
    if (this.laidOutFor !== frame.width) {
      this.laidOutFor = frame.width;
      this.boxes = layOut(nodeAt(this.root, this.settings.zoomed), frame.width);
    }
    drawBoxes(frame, this.boxes, this.look(), this.scroller.scrollTop);
  }

  private nodeUnder(event: MouseEvent): FlameNode | null {
    const area = this.plot.getBoundingClientRect();
    const look = this.look();
    const x = (event.clientX - area.left) / area.width;
    const y = event.clientY - area.top + this.scroller.scrollTop;
    const hit = (box: Box): boolean => x >= box.left && x < box.left + box.width && y >= topOf(box.level, look) && y < topOf(box.level, look) + ROW;
    return this.boxes.find(hit)?.node ?? null;
  }

  private hover(node: FlameNode | null): void {
    if (node !== this.hovered) {
      this.hovered = node;
      this.focused = null;
      this.plot.classList.toggle('over-bar', node !== null);
      this.describe();
      this.surface.invalidate();
    }
  }

  private describe(): void {
    const node = this.focused ?? this.hovered ?? nodeAt(this.root, this.settings.zoomed);
    if (this.both === null || !knownIn(this.both, this.settings.measure)) {
      fill(this.line); // a figure would be a false 0
      return;
    }
    describeNode(this.line, node, this.root, this.settings.measure, this.app.compared !== null);
  }

  // Zooms, and shows the place if the node is one.
  private choose(node: FlameNode | null): void {
    if (node === null) {
      return;
    }
    const { store } = this.app;
    this.focused = node;
    const options = { ...store.get().options, 'flame.zoom': pathText(node) };
    store.set({ options, selection: node.site === 0 ? store.get().selection : { what: 'site', row: node.site } });
    this.describe();
  }

  private move(key: string): boolean {
    const from = this.focused ?? nodeAt(this.root, this.settings.zoomed);
    const siblings = from.parent?.children ?? [from];
    const at = siblings.indexOf(from);
    const outwards = this.settings.icicle ? 'ArrowUp' : 'ArrowDown';
    const inwards = this.settings.icicle ? 'ArrowDown' : 'ArrowUp';
    const next = { ArrowLeft: siblings[at - 1], ArrowRight: siblings[at + 1], [outwards]: from.parent, [inwards]: from.children[0] }[key];
    if (next !== undefined && next !== null && boxOf(this.boxes, next) !== undefined) {
      this.focused = next;
      this.plot.focus({ preventScroll: true }); // from a button that was pressed: Enter is for the frame now
      const top = topOf(next.depth, this.look());
      const { scrollTop, clientHeight } = this.scroller;
      this.scroller.scrollTop = Math.min(Math.max(scrollTop, top + ROW - clientHeight), top);
      this.describe();
      this.surface.invalidate();
    }
    return key.startsWith('Arrow');
  }

  key({ key }: KeyboardEvent): boolean {
    const out = nodeAt(this.root, this.settings.zoomed).parent;
    const actions: Record<string, () => void> = {
      Enter: () => this.choose(this.focused),
      Backspace: () => this.app.store.setOption('flame.zoom', out === null ? '' : pathText(out)),
      i: () => invert(this.app),
    };
    actions[key]?.();
    return actions[key] !== undefined || this.move(key);
  }

  update(changed: ReadonlySet<Key>): void {
    const { hierarchy } = this.settings;
    if (changed.has('options')) {
      this.setUp();
    }
    if (hierarchy !== this.settings.hierarchy || anyOf(changed, GROUP_KEYS)) {
      void this.asking.ask();
    } else if (changed.has('options') && this.both !== null) {
      this.build();
    }
    this.surface.invalidate();
  }

  redraw(): void {
    this.surface.invalidate();
  }

  unmount(): void {
    this.asking.stop();
    this.surface.remove();
  }
}

export const flameView: View = {
  id: 'flame',
  title: 'Flame graph',
  strip: true,
  keys: [
    ['arrows', 'from frame to frame'],
    ['Enter', 'zoom to a frame'],
    ['Backspace', 'zoom out by one'],
    ['i', 'inverted: from the innermost outwards'],
    ['/', 'search: what does not match turns grey'],
  ],
  mount: (element, app) => new FlameView(element, app),
};
