// SPDX-License-Identifier: MIT
// What the table is set to show: in the store's options, and so in the URL.
import { GROUP_COLUMNS, type GroupColumn } from '../../engine/columns';
import type { App } from '../../state/app';

export type Only = readonly [GroupColumn, number];

export interface Settings {
  by: GroupColumn[]; // none: single objects
  only: Only[]; // single objects with these values alone
  sort: string; // id of a column
  descending: boolean;
  text: string;
}

const MOST_LEVELS = 3;

function isColumn(text: string): text is GroupColumn {
  return (GROUP_COLUMNS as readonly string[]).includes(text);
}

function asOnly(text: string): Only[] {
  const [column, value] = text.split(':');
  const number = Number(value);
  return isColumn(column) && value !== undefined && Number.isFinite(number) ? [[column, number]] : [];
}

export function settingsOf({ store }: App): Settings {
  const by = store.option('table.by', 'place').split(',').filter(isColumn).slice(0, MOST_LEVELS);
  const sort = store.option('table.sort', by.length === 0 ? 'number' : '-leakedBytes');
  return {
    by,
    only: store.option('table.only', '').split(',').flatMap(asOnly),
    sort: sort.replace(/^-/, ''),
    descending: sort.startsWith('-'),
    text: store.option('table.text', ''),
  };
}

// Options that make the table what `change` says, to be set together with others.
export function tableOptions(app: App, change: Partial<Settings>): Record<string, string> {
  const next = { ...settingsOf(app), ...change };
  return {
    ...app.store.get().options,
    'table.by': next.by.length === 0 ? 'none' : next.by.join(),
    'table.only': next.only.map(([column, value]) => `${column}:${value}`).join(),
    'table.sort': `${next.descending ? '-' : ''}${next.sort}`,
    'table.text': next.text,
  };
}

export function change(app: App, to: Partial<Settings>): void {
  app.store.set({ options: tableOptions(app, to) });
}

// Single objects have other columns to sort by than groups.
export function changeGrouping(app: App, by: GroupColumn[], only: Only[] = []): void {
  const single = by.length === 0;
  change(app, { by, only, sort: single ? 'number' : 'leakedBytes', descending: !single, text: '' });
}
