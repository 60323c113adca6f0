// SPDX-License-Identifier: MIT
// Scope tree: scopes and frames by where they are entered, with what was born in them and stayed.
import { segments } from '../../lib/controls';
import { button, fill, h } from '../../lib/dom';
import { OneAtATime } from '../../lib/one_at_a_time';
import type { App } from '../../state/app';
import { GROUP_KEYS, groupsOfBoth, tellFailure } from '../../state/both';
import { anyOf, type Key } from '../../state/store';
import { notHeld } from '../not_held';
import { Grid } from '../table/grid';
import type { TableColumn, TableRow } from '../table/model';
import { tableOptions, type Only } from '../table/settings';
import type { Mounted, View } from '../view';
import { ScopeModel, type ScopeSettings } from './model';
import { scopeTree, type ScopeNode } from './tree';
import '../table/table.css';

function settingsOf({ store }: App): ScopeSettings {
  const sort = store.option('scopes.sort', '-keptBytes');
  const closed = store.option('scopes.closed', '').split('.').filter((text) => text !== '');
  return { within: store.option('scopes.within', '1') !== '0', sort: sort.replace(/^-/, ''), descending: sort.startsWith('-'), closed: new Set(closed.map(Number)) };
}

const SIDES = [
  ['1', 'With inner scopes', 'Figures of a scope and of those within it'],
  ['0', 'Own', 'Figures of a scope alone'],
] as const;

class ScopesView implements Mounted {
  private readonly bar = h('div', {});
  private readonly grid: Grid;
  private readonly asking: OneAtATime;
  private root: ScopeNode | null = null;

  constructor(
    element: HTMLElement,
    private readonly app: App,
  ) {
    element.append(this.bar);
    this.grid = new Grid(
      element,
      {
        sort: (column) => this.sortBy(column),
        select: ({ selects }) => app.store.set({ selection: selects }),
        drill: ({ drills }) => this.drill(drills),
        isSelected: ({ selects }) => selects !== null && JSON.stringify(selects) === JSON.stringify(app.store.get().selection),
      },
      'treegrid',
    );
    this.asking = new OneAtATime(() => this.load(), tellFailure(app));
    void this.asking.ask();
  }

  private async load(): Promise<() => void> {
    const { first } = await groupsOfBoth(this.app, ['scope']);
    return () => {
      this.root = scopeTree(this.app.overview, first.groups);
      this.show();
    };
  }

  private show(): void {
    const settings = settingsOf(this.app);
    const { within, sort, descending } = settings;
    fill(
      this.bar,
      h(
        'div',
        { class: 'toolbar' },
        segments('Figures', SIDES, within ? '1' : '0', (value) => this.app.store.setOption('scopes.within', value === '1' ? '' : value)),
        button('Open all', 'Open all branches', () => this.app.store.setOption('scopes.closed', '')),
        h('span', { class: 'muted' }, 'double click or Enter: the objects born in a scope'),
      ),
    );
    if (this.root !== null) {
      this.grid.show(new ScopeModel(this.app, this.root, settings, (row) => this.toggle(row)), sort, descending);
      this.grid.element.dataset.ready = 'true';
    }
  }

  private toggle(row: number): void {
    const closed = new Set(settingsOf(this.app).closed);
    if (!closed.delete(row)) {
      closed.add(row);
    }
    this.app.store.setOption('scopes.closed', [...closed].join('.'));
  }

  private sortBy({ id, number }: TableColumn): void {
    const { sort, descending } = settingsOf(this.app);
    const down = id === sort ? !descending : number;
    this.app.store.setOption('scopes.sort', `${down ? '-' : ''}${id}`);
  }

  private drill(only: Only[] | null): void {
    if (only !== null) {
      this.app.store.set({ view: 'table', options: tableOptions(this.app, { by: [], only, sort: 'bytes', descending: true, text: '' }) });
    }
  }

  // Right opens a branch, left closes it.
  private turn(row: TableRow | null, open: boolean): void {
    if (row?.branch?.open === !open) {
      row.toggles?.();
    }
  }

  key(event: KeyboardEvent): boolean {
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      this.turn(this.grid.current(), event.key === 'ArrowRight');
      return true;
    }
    return this.grid.key(event.key);
  }

  update(changed: ReadonlySet<Key>): void {
    if (anyOf(changed, GROUP_KEYS)) {
      void this.asking.ask();
    }
    if (changed.has('options')) {
      this.show();
    }
    if (changed.has('selection')) {
      this.grid.invalidate();
    }
  }

  unmount(): void {
    this.asking.stop();
    this.grid.remove();
  }
}

function mount(element: HTMLElement, app: App): Mounted {
  if (app.overview.scopePaths.rows === 0) {
    const why = app.overview.reportAlone ? notHeld(app, 'scopes') : 'This file holds no scopes: open the recording with tlscope view to see them.';
    element.append(h('p', { class: 'nothing' }, why));
    return { update: () => undefined, unmount: () => undefined };
  }
  return new ScopesView(element, app);
}

export const scopesView: View = {
  id: 'scopes',
  title: 'Scopes',
  strip: true,
  keys: [
    ['arrows', 'up and down: from scope to scope; right opens, left closes'],
    ['Enter', 'the objects born in a scope'],
  ],
  mount,
};
