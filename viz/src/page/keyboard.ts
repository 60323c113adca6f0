// SPDX-License-Identifier: MIT
// Keys that work in every view; what they do not take goes to the view.
import type { App } from '../state/app';
import type { Mounted, View } from '../views/view';
import { nextTheme } from './theme';

export interface Keyboard {
  app: App;
  views: readonly View[];
  search: HTMLInputElement;
  help: HTMLDialogElement;
  mounted: () => Mounted | null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}

// What a button or the head of a table that opens takes itself.
function isPressing({ key, target }: KeyboardEvent): boolean {
  return (key === 'Enter' || key === ' ') && target instanceof Element && target.matches('button, summary');
}

// From the innermost thing to the outermost: one press, one step.
function escape({ app, search }: Keyboard): void {
  const { selection, search: text, range, notice } = app.store.get();
  if (document.activeElement === search) {
    search.blur();
    app.store.set({ search: '' });
  } else if (notice !== '') {
    app.store.set({ notice: '' });
  } else if (selection !== null) {
    app.store.set({ selection: null });
  } else if (text !== '') {
    app.store.set({ search: '' });
  } else if (range !== null) {
    app.store.set({ range: null });
  } else {
    app.store.set({ cursor: null, site: null });
  }
}

function moveEnd({ store, overview }: App, end: 'from' | 'to'): void {
  const { cursor, range } = store.get();
  if (cursor === null) {
    return;
  }
  const moved = { from: 0, to: overview.duration, ...range, [end]: cursor };
  store.set({ range: moved.from < moved.to ? moved : null });
}

function everywhere(keyboard: Keyboard, key: string): boolean {
  const { app, views, search, help } = keyboard;
  const { store } = app;
  const view = views[Number(key) - 1];
  if (view !== undefined) {
    store.set({ view: view.id });
    return true;
  }
  const actions: Record<string, () => void> = {
    '/': () => search.focus(),
    '?': () => (help.open ? help.close() : help.showModal()),
    '[': () => moveEnd(app, 'from'),
    ']': () => moveEnd(app, 'to'),
    z: () => store.set({ window: store.get().range }),
    '0': () => store.set({ window: null }),
    t: () => store.set({ theme: nextTheme(store.get().theme) }),
    Escape: () => escape(keyboard),
  };
  const action = actions[key];
  action?.();
  return action !== undefined;
}

export function installKeyboard(keyboard: Keyboard): () => void {
  const down = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || (isTyping(event.target) && event.key !== 'Escape')) {
      return;
    }
    if (isPressing(event) || (keyboard.help.open && event.key !== '?')) {
      return;
    }
    if (keyboard.mounted()?.key?.(event) || everywhere(keyboard, event.key)) {
      event.preventDefault();
    }
  };
  document.addEventListener('keydown', down);
  return () => document.removeEventListener('keydown', down);
}
