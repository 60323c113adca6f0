// SPDX-License-Identifier: MIT
// What the flame graph is set to show: in the store's options, and so in the URL.
import { MEASURES, type Measure } from '../../engine/measures';
import { hasTotalsOnly } from '../../engine/overview';
import { dropDown, segments, toggle } from '../../lib/controls';
import { button, h } from '../../lib/dom';
import type { App } from '../../state/app';
import { MEASURE_WORDS } from '../../state/columns';
import type { Hierarchy, Wanted } from './tree';
import { WAYS } from './tree';

export interface Settings extends Wanted {
  icicle: boolean;
  zoomed: string; // path of labels
}

const HIERARCHIES = Object.keys(WAYS) as Hierarchy[];

function usualMeasure(app: App): Measure {
  const { report, reportAlone } = app.overview;
  const rest = hasTotalsOnly(app.overview) ? 'keptBytes' : reportAlone ? 'peakBytes' : 'madeBytes';
  return (report?.summary.leaked_bytes ?? 0) > 0 ? 'leakedBytes' : rest;
}

export function settingsOf(app: App): Settings {
  const { store } = app;
  const hierarchy = store.option('flame.by', 'stack');
  const measure = store.option('flame.measure', '');
  return {
    hierarchy: HIERARCHIES.find((one) => one === hierarchy) ?? 'stack',
    measure: MEASURES.find((one) => one === measure) ?? usualMeasure(app),
    inverted: store.option('flame.inverted', '') === '1',
    icicle: store.option('flame.shape', 'icicle') !== 'flame',
    zoomed: store.option('flame.zoom', ''),
  };
}

export function flameToolbar(app: App): HTMLElement {
  const { store } = app;
  const { hierarchy, measure, inverted, icicle, zoomed } = settingsOf(app);
  const set = (name: string) => (value: string) => store.setOption(`flame.${name}`, value);
  const ways = HIERARCHIES.map((id) => [id, WAYS[id].title, WAYS[id].about] as const);
  const shapes = [
    ['icicle', 'Icicle', 'The outermost on top'],
    ['flame', 'Flame', 'The outermost at the bottom'],
  ] as const;
  return h(
    'div',
    { class: 'toolbar' },
    segments('By', ways, hierarchy, (value) => store.set({ options: { ...store.get().options, 'flame.by': value, 'flame.zoom': '' } })),
    dropDown('Width', MEASURES.map((one) => [one, MEASURE_WORDS[one].title] as const), measure, set('measure')),
    segments('Shape', shapes, icicle ? 'icicle' : 'flame', (value) => set('shape')(value === 'icicle' ? '' : value)),
    toggle('Inverted', 'From the innermost outwards (i)', inverted, () => invert(app)),
    zoomed === '' ? null : button('Zoom out', 'Show all of it (Backspace)', () => set('zoom')('')),
  );
}

export function invert({ store }: App): void {
  const inverted = store.option('flame.inverted', '') === '1';
  store.set({ options: { ...store.get().options, 'flame.inverted': inverted ? '' : '1', 'flame.zoom': '' } });
}
