// SPDX-License-Identifier: MIT
// Memory map: who lay at which address of the pool, and which buffers slots had; what was held without use.
import type { MapFigures } from '../../engine/queries/map_figures';
import { button, fill, h } from '../../lib/dom';
import { figureRow } from '../../lib/figures';
import { bytes, count, percent, plural } from '../../lib/format';
import type { App } from '../../state/app';
import type { State } from '../../state/store';
import { LANE_KEYS, LaneView } from '../lanes/lane_view';
import { notHeld } from '../not_held';
import type { Mounted, View } from '../view';

const MAPS: readonly [State['map'], string, string][] = [
  ['pool', 'Pool', 'Addresses of pooled tensors: in use, waiting, in use again'],
  ['buffers', 'Slot buffers', 'Buffers of function slots: in use, then deferred'],
];

const LEGENDS: Record<State['map'], readonly [string, string][]> = {
  pool: [
    ['tensor', 'in use'],
    ['pooled', 'waiting in the pool'],
    ['leak', 'leaked'],
  ],
  buffers: [
    ['buffer', 'in use'],
    ['deferred', 'deferred: replaced by a larger one, kept until the function exits'],
  ],
};

function toolbar(app: App, fit: () => void): HTMLElement {
  const { map } = app.store.get();
  const buttons = MAPS.map(([id, text, title]) => {
    const one = button(text, title, () => app.store.set({ map: id }));
    one.setAttribute('aria-pressed', String(id === map));
    return one;
  });
  const legends = LEGENDS[map].map(([name, text]) => h('span', { class: `legend ${name}` }, text));
  return h('div', { class: 'toolbar' }, h('span', { class: 'segments', role: 'group', label: 'Memory of' }, ...buttons), ...legends, button('All lanes', 'Show all lanes on the screen (f)', fit));
}

function poolWords(figures: MapFigures): [string, string][] {
  return [
    ['Times pooled', count(figures.residencies)],
    ['Addresses', count(figures.addresses)],
    ['Reused', `${count(figures.taken)} (${percent(figures.taken, figures.residencies)})`],
    ['Waiting on average', bytes(figures.pooledMean)],
    ['Waiting at the end', bytes(figures.pooledAtEnd)],
  ];
}

function bufferWords(figures: MapFigures): [string, string][] {
  return [
    ['Buffers', count(figures.buffers)],
    ['Allocated', bytes(figures.bufferBytes)],
    ['Deferred', plural(figures.deferred, 'buffer')],
    ['Deferred bytes', `${bytes(figures.deferredBytes)} (${percent(figures.deferredBytes, figures.bufferBytes)})`],
    ['Deferred on average', bytes(figures.deferredMean)],
  ];
}

function mount(element: HTMLElement, app: App): Mounted {
  const bar = h('div', {});
  const words = h('div', { class: 'figures', attributes: { 'aria-live': 'polite' } });
  element.append(bar, words);

  async function describe(): Promise<void> {
    const { range, map, devices } = app.store.get();
    fill(bar, toolbar(app, () => lanes.fit()));
    if (app.overview.reportAlone) {
      return;
    }
    const figures = await app.client.ask('mapFigures', { range, devices });
    const list = map === 'pool' ? poolWords(figures) : bufferWords(figures);
    fill(words, figureRow(list));
  }

  const label = 'Memory over time, one row an address. Press w and s to zoom, Enter to select; the table below lists what is on the screen.';
  const nothing = app.overview.reportAlone ? notHeld(app, 'single stays in the pool and no single buffers') : 'This trace has none of these.';
  const lanes = new LaneView(element, app, () => app.store.get().map, label, nothing);
  void describe();
  return {
    update: (changed) => {
      if (changed.has('map') || changed.has('range') || changed.has('devices')) {
        void describe();
      }
      lanes.update(changed, changed.has('map'));
    },
    redraw: () => lanes.redraw(),
    key: (event) => lanes.key(event),
    unmount: () => lanes.remove(),
  };
}

export const mapView: View = { id: 'map', title: 'Memory', strip: true, keys: LANE_KEYS, mount };
