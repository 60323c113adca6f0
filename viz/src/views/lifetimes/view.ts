// SPDX-License-Identifier: MIT
// Lifetimes: every object a bar from birth to death.
import { button, fill, h } from '../../lib/dom';
import { count as number, plural } from '../../lib/format';
import type { App } from '../../state/app';
import { hasDevices } from '../../state/devices';
import type { Grouping } from '../../state/store';
import { LANE_KEYS, LaneView } from '../lanes/lane_view';
import { notHeld } from '../not_held';
import type { Mounted, View } from '../view';

const GROUPINGS: readonly [Grouping, string, string][] = [
  ['packed', 'Packed', 'Each object in the topmost free lane'],
  ['scope', 'Scope', 'By the scope that was current at birth'],
  ['site', 'Place', 'By the place that made them'],
  ['kind', 'Kind', 'By kind'],
  ['size', 'Size', 'By powers of two'],
  ['device', 'Device', 'By device'],
];

function toolbar(app: App, words: HTMLElement, fit: () => void): HTMLElement {
  const { grouping } = app.store.get();
  const offered = GROUPINGS.filter(([id]) => id !== 'device' || hasDevices(app.overview));
  const buttons = offered.map(([id, text, title]) => {
    const one = button(text, title, () => app.store.set({ grouping: id }));
    one.setAttribute('aria-pressed', String(id === grouping));
    return one;
  });
  return h(
    'div',
    { class: 'toolbar' },
    h('span', { class: 'segments', role: 'group', label: 'Rows by' }, ...buttons),
    words,
    h('span', { class: 'legend leak' }, 'leaked'),
    button('All lanes', 'Show all lanes on the screen (f)', fit),
  );
}

function mount(element: HTMLElement, app: App): Mounted {
  const bar = h('div', {});
  const words = h('span', { class: 'muted', attributes: { 'aria-live': 'polite' } });
  element.append(bar);
  const label = 'Lifetimes of objects over time. Press f to see all, w and s to zoom, Enter to select; the table below lists what is on the screen.';
  const { objects, reportAlone } = app.overview;
  const nothing = reportAlone ? notHeld(app, 'single objects') : 'No objects were made.';
  const count = (shown: number): void => fill(words, reportAlone ? '' : `${shown === objects ? '' : `${number(shown)} of `}${plural(objects, 'lifetime')}`);
  count(objects);
  const lanes = new LaneView(element, app, () => app.store.get().grouping, label, nothing, count);
  const tools = (): void => fill(bar, toolbar(app, words, () => lanes.fit()));
  tools();
  return {
    update: (changed) => {
      if (changed.has('grouping')) {
        tools();
      }
      lanes.update(changed, changed.has('grouping'));
    },
    redraw: () => lanes.redraw(),
    key: (event) => lanes.key(event),
    unmount: () => lanes.remove(),
  };
}

export const lifetimesView: View = { id: 'lifetimes', title: 'Lifetimes', strip: true, keys: LANE_KEYS, mount };
