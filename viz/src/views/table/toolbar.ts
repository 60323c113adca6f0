// SPDX-License-Identifier: MIT
// Above the table: what rows are, which of them, copying them.
import { GROUP_COLUMNS, type GroupColumn } from '../../engine/columns';
import { chip, dropDown } from '../../lib/controls';
import { button, h } from '../../lib/dom';
import type { App } from '../../state/app';
import { COLUMN_TITLES, columnWords } from '../../state/columns';
import { change, changeGrouping, settingsOf, type Settings } from './settings';

type Choice = readonly [string, string];

const SINGLE: Choice = ['none', 'Single objects'];
const NO_MORE: Choice = ['none', '–'];

function levelChoice(app: App, level: number, { by }: Settings): HTMLElement {
  const free = GROUP_COLUMNS.filter((id) => id === by[level] || !by.includes(id));
  const choices = [level === 0 ? SINGLE : NO_MORE, ...free.map((id): Choice => [id, COLUMN_TITLES[id]])];
  return dropDown(level === 0 ? 'Group by' : 'then by', choices, by[level] ?? 'none', (value) => {
    const next: GroupColumn[] = value === 'none' ? by.slice(0, level) : [...by.slice(0, level), value as GroupColumn, ...by.slice(level + 1)];
    changeGrouping(app, next);
  });
}

// What the objects listed have in common, each part to be taken away.
function onlyButtons(app: App, { only }: Settings): HTMLElement[] {
  return only.map(([column, value]) =>
    chip(`${COLUMN_TITLES[column]}: ${columnWords(app.overview, column, value)}`, 'Show objects of others, too', () =>
      change(app, { only: only.filter(([one]) => one !== column) }),
    ),
  );
}

export function tableToolbar(app: App, copy: () => void): HTMLElement {
  const settings = settingsOf(app);
  const levels = Array.from({ length: Math.min(3, settings.by.length + 1) }, (_, level) => levelChoice(app, level, settings));
  return h('div', { class: 'toolbar' }, ...levels, ...onlyButtons(app, settings), button('Copy as TSV', 'Copy these rows for a spreadsheet (c)', copy));
}

// Made once: what is typed into must not be made anew.
export function textFilter(app: App): HTMLInputElement {
  const input: HTMLInputElement = h('input', {
    type: 'search',
    class: 'text-filter',
    label: 'Show rows with this text only',
    attributes: { placeholder: 'Filter rows', autocomplete: 'off', spellcheck: 'false' },
    on: { input: () => change(app, { text: input.value }) },
  });
  input.value = settingsOf(app).text;
  return input;
}
