// SPDX-License-Identifier: MIT
// The line below the strip: the range in words, how it filters, which kinds are shown.
import { ALL_DEVICES, ALL_KINDS, type RangeMode } from '../engine/filter';
import { KINDS } from '../format/values';
import { chip } from '../lib/controls';
import { button, fill, h } from '../lib/dom';
import { time } from '../lib/format';
import { shortened } from '../lib/text';
import type { App } from '../state/app';
import { devicesOf, hasDevices } from '../state/devices';
import { siteLabel } from '../state/names';

const MODES: readonly [RangeMode, string][] = [
  ['alive', 'alive in it'],
  ['born', 'born in it'],
  ['died', 'died in it'],
];

export interface RangeLine {
  element: HTMLElement;
  update(): void;
}

function modeButtons(app: App): HTMLElement {
  const { mode } = app.store.get();
  const buttons = MODES.map(([id, text]) => {
    const one = button(text, `Show objects that were ${text.replace('it', 'the range')}`, () => app.store.set({ mode: id }));
    one.setAttribute('aria-pressed', String(mode === id));
    return one;
  });
  return h('span', { class: 'segments', role: 'group', label: 'Objects of the range' }, ...buttons);
}

function kindButtons(app: App): HTMLElement {
  const { kinds } = app.store.get();
  const made = app.overview.report?.summary.by_kind;
  const shown = KINDS.map((name, bit) => ({ name, bit })).filter(({ name }) => made === undefined || (made[name]?.made_objects ?? 1) > 0);
  const buttons = shown.map(({ name, bit }) => {
    const on = ((kinds >> bit) & 1) === 1;
    const one = button(name, `${on ? 'Hide' : 'Show'} objects of kind ${name}`, () =>
      app.store.set({ kinds: (app.store.get().kinds ^ (1 << bit)) & ALL_KINDS }),
    );
    one.className = `legend ${name}`;
    one.setAttribute('aria-pressed', String(on));
    return one;
  });
  return h('span', { class: 'legends', role: 'group', label: 'Kinds shown' }, ...buttons);
}

// Nothing where all is on the CPU.
function deviceButtons(app: App): HTMLElement | null {
  if (!hasDevices(app.overview)) {
    return null;
  }
  const buttons = devicesOf(app.overview).map(({ number, name, colour }) => {
    const on = ((app.store.get().devices >> number) & 1) === 1;
    const one = button(name, `${on ? 'Hide' : 'Show'} what is on ${name}`, () =>
      app.store.set({ devices: (app.store.get().devices ^ (1 << number)) & ALL_DEVICES }),
    );
    one.className = `legend device${colour}`;
    one.setAttribute('aria-pressed', String(on));
    return one;
  });
  return h('span', { class: 'legends', role: 'group', label: 'Devices shown' }, ...buttons);
}

export function rangeLine(app: App): RangeLine {
  const element = h('div', { class: 'range-line' });
  const words = h('span', { class: 'range-words', attributes: { 'aria-live': 'polite' } });

  function rangeWords(): void {
    const { range, cursor, window } = app.store.get();
    if (range === null) {
      const zoomed = window === null ? '' : ', zoomed in';
      fill(words, cursor === null ? 'Whole trace, ' : `Cursor at ${time(cursor)} of `, time(app.overview.duration), zoomed);
    } else {
      fill(words, `${time(range.from)} – ${time(range.to)}, ${time(range.to - range.from)}`);
    }
  }

  let shown = '';

  function update(): void {
    const { range, site, window, cursor, mode, kinds, devices } = app.store.get();
    const wanted = JSON.stringify([range, site, window !== null, cursor, mode, kinds, devices]);
    if (wanted === shown) {
      return; // moving through time changes nothing here
    }
    shown = wanted;
    rangeWords();
    const parts: (Node | null)[] = [
      words,
      range === null ? null : modeButtons(app),
      range === null ? null : button('Zoom to it', 'Show the range alone in views over time (z)', () => app.store.set({ window: range })),
      range === null ? null : button('Clear', 'Take the range away (Esc)', () => app.store.set({ range: null })),
      window === null ? null : button('Zoom out', 'Show the whole trace again (0)', () => app.store.set({ window: null })),
      site === null
        ? null
        : chip(`Only ${shortened(siteLabel(app.overview, site), 40)}`, 'Show objects of all places again', () =>
            app.store.set({ site: null }),
          ),
      kindButtons(app),
      deviceButtons(app),
    ];
    fill(element, ...parts);
  }

  update();
  return { element, update };
}
