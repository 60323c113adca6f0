// SPDX-License-Identifier: MIT
// The page of an opened trace: bar, strip, the active view, the panel of what is selected.
import { hasTime } from '../engine/overview';
import { fill, h } from '../lib/dom';
import { readPalette } from '../lib/palette';
import type { App } from '../state/app';
import { goneTo, toHash } from '../state/hash';
import { anyOf, FILTER_KEYS, type Key, type State } from '../state/store';
import { firstWindow } from '../state/window';
import { makeDetailPanel } from '../views/detail/panel';
import { VIEWS } from '../views/registry';
import type { Mounted, View } from '../views/view';
import { compareLine } from './compare_line';
import { makeHelp } from './help';
import { installKeyboard } from './keyboard';
import { limitsLine } from './limits_line';
import { makeStrip } from './strip';
import { applyTheme, onSystemTheme } from './theme';
import { makeTopBar } from './top_bar';

const HASH_DELAY = 150; // ms: browsers limit how often a page may change its URL

export interface Page {
  remove(): void;
}

class ViewArea {
  readonly element = h('main', { id: 'view', class: 'view', role: 'tabpanel', attributes: { tabindex: '-1' } });
  mounted: Mounted | null = null;

  constructor(private readonly app: App) {}

  show(view: View): void {
    this.mounted?.unmount();
    this.element.replaceChildren();
    this.element.dataset.view = view.id;
    this.element.setAttribute('aria-labelledby', `tab-${view.id}`);
    this.mounted = view.mount(this.element, this.app);
  }
}

function currentView(app: App): View {
  return VIEWS.find((view) => view.id === app.store.get().view) ?? VIEWS[0];
}

// The part of the memory map that has something in it.
function usualMap({ store, overview }: App): State['map'] {
  const { map } = store.get();
  return map === 'pool' && overview.pooled === 0 && overview.buffers > 0 ? 'buffers' : map;
}

// The browser's Back undoes going to another place; all else changes what is kept of this one.
function writeHash(state: State): void {
  const hash = toHash(state);
  if (goneTo(location.hash, state)) {
    history.pushState(null, '', hash);
  } else if (hash !== location.hash) {
    history.replaceState(null, '', hash);
  }
}

export function showPage(root: HTMLElement, app: App): Page {
  const help = makeHelp(VIEWS);
  const bar = makeTopBar(app, VIEWS, help);
  const strip = makeStrip(app);
  const area = new ViewArea(app);
  const detail = makeDetailPanel(app);
  const limits = limitsLine(app);
  const body = h('div', { class: 'body' }, h('div', { class: 'middle' }, strip.element, limits, area.element), detail.element);
  let hashTimer = 0;

  function themed(): void {
    applyTheme(app.store.get().theme);
    app.palette = readPalette();
    strip.update(new Set());
    area.mounted?.redraw?.();
  }

  function showView(): void {
    const view = currentView(app);
    strip.element.hidden = !view.strip || !hasTime(app.overview);
    limits.classList.toggle('told-below', view.id === 'summary');
    app.axis.show(null);
    area.show(view);
  }

  function update(changed: ReadonlySet<Key>): void {
    if (changed.has('theme')) {
      themed();
    }
    if (anyOf(changed, ['view', 'theme', 'search'])) {
      bar.update();
    } else if (anyOf(changed, FILTER_KEYS)) {
      bar.filtered();
    }
    fill(notice, app.store.get().notice);
    strip.update(changed);
    detail.update(changed);
    if (changed.has('view')) {
      showView();
    } else {
      area.mounted?.update(changed);
    }
    window.clearTimeout(hashTimer);
    hashTimer = window.setTimeout(() => writeHash(app.store.get()), HASH_DELAY);
  }

  const notice = h('div', { class: 'notice', role: 'alert', on: { click: () => app.store.set({ notice: '' }) } });
  const compare = compareLine(app);
  root.replaceChildren(bar.element, notice, ...(compare === null ? [] : [compare]), body, help);
  if (location.hash === '') {
    app.store.set({ window: firstWindow(app.overview) });
  }
  app.store.set({ view: currentView(app).id, map: usualMap(app) });
  history.replaceState(null, '', toHash(app.store.get())); // so that Back finds the way here, too
  bar.update();
  themed();
  showView();
  detail.update(new Set(['selection']));
  onSystemTheme(themed);
  const unsubscribe = app.store.subscribe(update);
  const uninstall = installKeyboard({ app, views: VIEWS, search: bar.search, help, mounted: () => area.mounted });
  return {
    remove: () => {
      unsubscribe();
      uninstall();
      strip.remove();
      area.mounted?.unmount();
    },
  };
}
