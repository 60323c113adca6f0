// SPDX-License-Identifier: MIT
// Rows of groups, of one trace or of two side by side.
import type { GroupColumn } from '../../engine/columns';
import type { Measure } from '../../engine/measures';
import { sortedBy } from '../../lib/radix';
import { plural } from '../../lib/format';
import { knownIn, type Both, type Traced } from '../../state/both';
import { COLUMN_TITLES, columnWords, MEASURE_WORDS, measureText, signedText } from '../../state/columns';
import type { Cell, TableColumn, TableModel, TableRow } from './model';
import type { Only, Settings } from './settings';

export const SHOWN: readonly Measure[] = ['leaked', 'leakedBytes', 'keptBytes', 'peakBytes', 'cursorBytes', 'made', 'madeBytes'];
const NARROW: readonly GroupColumn[] = ['kind', 'end', 'thread', 'device', 'stream', 'process'];
const AVERAGE = 'average'; // lifetime

// A group in both traces, found by its words: rows are numbered differently in each.
interface Group {
  words: string[];
  first: number; // its number there, or -1
  second: number;
}

function wordsOf({ overview, groups }: Traced, by: readonly GroupColumn[], g: number): string[] {
  return by.map((column, i) => columnWords(overview, column, groups.keys[i][g]));
}

function hasObjects({ groups: { measures } }: Traced, g: number): boolean {
  return measures.made[g] > 0 || measures.kept[g] > 0 || measures.peak[g] > 0;
}

function listed({ first, second }: Both, by: readonly GroupColumn[]): Group[] {
  const list: Group[] = [];
  const known = new Map<string, Group>();
  for (let g = 0; g < first.groups.groups; g++) {
    if (hasObjects(first, g)) {
      const group = { words: wordsOf(first, by, g), first: g, second: -1 };
      list.push(group);
      known.set(group.words.join('\n'), group);
    }
  }
  for (let g = 0; second !== null && g < second.groups.groups; g++) {
    if (hasObjects(second, g)) {
      const words = wordsOf(second, by, g);
      const same = known.get(words.join('\n'));
      if (same !== undefined && same.second < 0) {
        same.second = g;
      } else {
        list.push({ words, first: -1, second: g });
      }
    }
  }
  return list;
}

function valueIn(traced: Traced | null, id: string, g: number): number {
  if (traced === null || g < 0) {
    return 0;
  }
  const { measures } = traced.groups;
  return id === AVERAGE ? measures.lived[g] / Math.max(1, measures.made[g]) : (measures[id as Measure]?.[g] ?? 0);
}

function measureColumns(both: Both, cursor: boolean): TableColumn[] {
  const shown = SHOWN.filter((one) => (cursor || !one.startsWith('cursor')) && knownIn(both, one));
  const columns = shown.map((id) => ({
    id,
    title: MEASURE_WORDS[id].short,
    about: MEASURE_WORDS[id].about,
    number: true,
    width: 84,
  }));
  return !knownIn(both, 'lived') ? columns : [...columns, { id: AVERAGE, title: 'mean lifetime', about: 'from birth to death, or to the end of the trace, on average', number: true, width: 96 }];
}

export class GroupModel implements TableModel {
  readonly columns: TableColumn[];
  private readonly groups: Group[];
  private readonly order: ArrayLike<number>;
  private readonly most: number;

  constructor(
    private readonly both: Both,
    private readonly settings: Settings,
    cursor: boolean,
  ) {
    const keys = settings.by.map((id) => ({ id, title: COLUMN_TITLES[id], about: '', number: false, width: NARROW.includes(id) ? 90 : 200 }));
    this.columns = [...keys, ...measureColumns(both, cursor)];
    const wanted = settings.text.trim().toLowerCase();
    this.groups = listed(both, settings.by).filter(({ words }) => words.some((text) => text.toLowerCase().includes(wanted)));
    this.order = this.sorted();
    this.most = this.groups.reduce((most, group) => Math.max(most, Math.abs(this.sortValue(group))), 0);
  }

  get total(): number {
    return this.groups.length;
  }

  get what(): string {
    return plural(this.total, 'group');
  }

  // What a column is sorted by: the change, where there are two traces.
  private sortValue(group: Group): number {
    const { first, second } = this.both;
    const now = valueIn(first, this.settings.sort, group.first);
    return second === null ? now : valueIn(second, this.settings.sort, group.second) - now;
  }

  private sorted(): ArrayLike<number> {
    const { sort, by, descending } = this.settings;
    const order = Uint32Array.from(this.groups, (_, i) => i);
    const key = by.findIndex((id) => id === sort);
    if (key >= 0) {
      const words = this.groups.map((group) => group.words[key]);
      order.sort((a, b) => (words[a] < words[b] ? -1 : words[a] > words[b] ? 1 : 0));
      return descending ? order.reverse() : order;
    }
    const sign = descending ? -1 : 1;
    if (this.both.second !== null) {
      return order.sort((a, b) => sign * (this.sortValue(this.groups[a]) - this.sortValue(this.groups[b])));
    }
    const ascending = sortedBy(order, (i) => this.sortValue(this.groups[i]));
    return descending ? ascending.reverse() : ascending;
  }

  private cell(id: string, group: Group): Cell {
    const { first, second } = this.both;
    const measure = id === AVERAGE ? 'lived' : (id as Measure);
    const before = valueIn(first, id, group.first);
    if (second === null) {
      return { text: before === 0 ? '–' : measureText(measure, before), raw: Math.round(before) };
    }
    const after = valueIn(second, id, group.second);
    const words = { title: `${measureText(measure, before)} → ${measureText(measure, after)}`, text: signedText(measure, after - before), raw: Math.round(after - before) };
    return after === before ? { ...words, text: before === 0 ? '–' : '±0' } : { ...words, sign: after > before ? 'more' : 'less' };
  }

  private drills(group: Group): Only[] | null {
    const { keys } = this.both.first.groups;
    const values = this.settings.by.map((column, i) => [column, keys[i][group.first]] as const);
    return group.first < 0 || values.some(([, value]) => Number.isNaN(value)) ? null : values;
  }

  row(index: number): TableRow {
    const group = this.groups[this.order[index]];
    const drills = this.drills(group);
    const site = drills?.find(([column, value]) => ['place', 'site', 'freed'].includes(column) && value > 0);
    return {
      cells: [...group.words.map((text) => ({ text, title: text })), ...this.columns.slice(group.words.length).map(({ id }) => this.cell(id, group))],
      selects: site === undefined ? null : { what: 'site', row: site[1] },
      drills,
      share: this.most === 0 ? 0 : Math.abs(this.sortValue(group)) / this.most,
    };
  }

  all(most: number): Promise<TableRow[]> {
    return Promise.resolve(Array.from({ length: Math.min(most, this.total) }, (_, i) => this.row(i)));
  }
}
