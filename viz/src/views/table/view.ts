// SPDX-License-Identifier: MIT
// Table: objects one by one or in groups, sorted, filtered, copied.
import './table.css';
import { fill, h } from '../../lib/dom';
import { isMerged } from '../../format/report';
import { count } from '../../lib/format';
import { OneAtATime } from '../../lib/one_at_a_time';
import type { App } from '../../state/app';
import { GROUP_KEYS, groupsOfBoth, tellFailure } from '../../state/both';
import { anyOf, type Key } from '../../state/store';
import type { Mounted, View } from '../view';
import { notHeld } from '../not_held';
import { Grid } from './grid';
import { GroupModel } from './group_model';
import type { TableColumn, TableModel } from './model';
import { ObjectModel } from './object_model';
import { change, settingsOf, tableOptions, type Only, type Settings } from './settings';
import { tableToolbar, textFilter } from './toolbar';
import { asTsv } from './tsv';

const MOST_COPIED = 100_000; // rows

class TableView implements Mounted {
  private readonly bar = h('div', {});
  private readonly filter: HTMLInputElement;
  private readonly words = h('span', { class: 'muted', role: 'status' });
  private readonly grid: Grid;
  private readonly asking: OneAtATime;
  private model: TableModel | null = null;

  constructor(
    element: HTMLElement,
    private readonly app: App,
  ) {
    this.filter = textFilter(app);
    element.append(h('div', { class: 'table-bars' }, this.bar, this.filter, this.words));
    this.grid = new Grid(element, {
      sort: (column) => this.sortBy(column),
      select: ({ selects }) => app.store.set({ selection: selects }),
      drill: ({ drills }) => this.drill(drills),
      isSelected: ({ selects }) => selects !== null && JSON.stringify(selects) === JSON.stringify(app.store.get().selection),
    });
    this.asking = new OneAtATime(() => this.load(), tellFailure(app));
    this.ask();
  }

  private ask(): void {
    const settings = settingsOf(this.app);
    fill(this.bar, tableToolbar(this.app, () => void this.copy()));
    if (document.activeElement !== this.filter) {
      this.filter.value = settings.text;
    }
    void this.asking.ask();
  }

  private async makeModel(settings: Settings): Promise<TableModel> {
    if (settings.by.length === 0) {
      return ObjectModel.load(this.app, settings, () => this.grid.invalidate());
    }
    return new GroupModel(await groupsOfBoth(this.app, settings.by), settings, this.app.store.get().cursor !== null);
  }

  private async load(): Promise<() => void> {
    const settings = settingsOf(this.app);
    const model = await this.makeModel(settings);
    return () => {
      this.model = model;
      this.grid.show(model, settings.sort, settings.descending);
      fill(this.words, this.lacking(settings) ?? `${model.what}${this.hint(settings)}`);
      this.grid.element.dataset.ready = JSON.stringify(settings);
    };
  }

  // Why there are no rows, where the file holds none of the kind.
  private lacking({ by }: Settings): string | null {
    const { report, reportAlone } = this.app.overview;
    if (isMerged(report)) {
      return notHeld(this.app, by.length === 0 ? 'single objects' : 'groups of objects');
    }
    return reportAlone && by.length === 0 ? notHeld(this.app, 'single objects, only groups') : null;
  }

  private hint({ by }: Settings): string {
    if (this.app.overview.reportAlone) {
      return ' in the report';
    }
    if (this.app.compared !== null) {
      return by.length === 0 ? ', of the first trace' : ', what changed in the second trace';
    }
    return by.length === 0 ? '' : '; double click or Enter: its objects';
  }

  private sortBy({ id, number }: TableColumn): void {
    const { sort, descending } = settingsOf(this.app);
    change(this.app, { sort: id, descending: id === sort ? !descending : number });
  }

  private drill(only: Only[] | null): void {
    if (only !== null) {
      const options = tableOptions(this.app, { by: [], only, sort: 'bytes', descending: true, text: '' });
      this.app.store.set({ options });
    }
  }

  private async copy(): Promise<void> {
    if (this.model === null) {
      return;
    }
    const { total, columns } = this.model;
    const text = asTsv(columns, await this.model.all(MOST_COPIED));
    try {
      await navigator.clipboard.writeText(text);
      fill(this.words, total > MOST_COPIED ? `Copied the first ${count(MOST_COPIED)} of ${this.model.what}.` : `Copied ${this.model.what}.`);
    } catch {
      this.app.store.set({ notice: 'The browser does not let this page copy: allow it to use the clipboard.' });
    }
  }

  key(event: KeyboardEvent): boolean {
    if (event.key === 'c') {
      void this.copy();
      return true;
    }
    return this.grid.key(event.key);
  }

  update(changed: ReadonlySet<Key>): void {
    if (changed.has('options') || anyOf(changed, GROUP_KEYS)) {
      this.ask();
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

export const tableView: View = {
  id: 'table',
  title: 'Table',
  strip: true,
  keys: [
    ['arrows', 'from row to row; Page Up, Page Down, Home, End'],
    ['Enter', "a group's objects; an object itself"],
    ['c', 'copy the rows as TSV'],
  ],
  mount: (element, app) => new TableView(element, app),
};
