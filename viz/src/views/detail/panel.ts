// SPDX-License-Identifier: MIT
// The panel beside the views: what is selected, in full.
import { button, fill, h } from '../../lib/dom';
import type { App } from '../../state/app';
import type { Key, Selection } from '../../state/store';
import { bufferDetail, residencyDetail } from './memory';
import { objectDetail } from './object';
import { siteDetail } from './site';

export interface DetailPanel {
  element: HTMLElement;
  update(changed: ReadonlySet<Key>): void;
}

type Maker = (app: App, row: number) => Promise<Node[]>;
const MAKERS: Record<Selection['what'], Maker> = {
  object: objectDetail,
  site: siteDetail,
  residency: residencyDetail,
  buffer: (app, row) => bufferDetail(app, row, 'buffer'),
  deferred: (app, row) => bufferDetail(app, row, 'deferred'),
};

export function makeDetailPanel(app: App): DetailPanel {
  const element = h('aside', { class: 'detail', label: 'What is selected' });

  async function show(): Promise<void> {
    const { selection } = app.store.get();
    element.hidden = selection === null;
    if (selection === null) {
      return;
    }
    const nodes = await MAKERS[selection.what](app, selection.row);
    if (app.store.get().selection === selection) {
      const close = button('×', 'Close (Esc)', () => app.store.set({ selection: null }));
      close.setAttribute('aria-label', close.title);
      close.className = 'close';
      fill(element, close, ...nodes);
      element.scrollTop = 0;
    }
  }

  return {
    element,
    update: (changed) => {
      if (changed.has('selection')) {
        void show();
      }
    },
  };
}
