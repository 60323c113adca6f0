// SPDX-License-Identifier: MIT
// The scope tree as rows of a grid.
import { bytes, count, plural, time } from '../../lib/format';
import type { App } from '../../state/app';
import { scopeName } from '../../state/columns';
import type { TableColumn, TableModel, TableRow } from '../table/model';
import { openRows, SCOPE_FIGURES, type ScopeFigure, type ScopeNode } from './tree';

const WORDS: Record<ScopeFigure, readonly [string, string, (value: number) => string]> = {
  entries: ['entries', 'how often it was entered', count],
  open: ['open', 'never left', count],
  made: ['born', 'objects born in it, of those shown', count],
  kept: ['kept', 'objects born in it that are alive at the end', count],
  keptBytes: ['kept size', 'of objects born in it that are alive at the end', bytes],
  leakedBytes: ['leaked', 'bytes of objects born in it that leaked', bytes],
  outlived: ['outlived', 'objects born in it that lived on when it was left, in the whole trace', count],
  time: ['time', 'within it, summed', time],
  mean: ['mean time', 'within it, of one entry', time],
};

export const SCOPE_COLUMNS: readonly TableColumn[] = [
  { id: 'scope', title: 'Scope', about: 'where it is entered', number: false, width: 240 },
  ...SCOPE_FIGURES.map((id) => ({ id, title: WORDS[id][0], about: WORDS[id][1], number: true, width: 78 })),
];

export interface ScopeSettings {
  within: boolean; // figures with those of inner scopes
  sort: string;
  descending: boolean;
  closed: ReadonlySet<number>;
}

type Name = (node: ScopeNode) => string;

function orderOf({ sort, descending, within }: ScopeSettings, name: Name): (a: ScopeNode, b: ScopeNode) => number {
  const sign = descending ? -1 : 1;
  const figure = SCOPE_FIGURES.find((id) => id === sort);
  if (figure === undefined) {
    return (a, b) => sign * (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0);
  }
  return (a, b) => sign * (a[within ? 'all' : 'own'][figure] - b[within ? 'all' : 'own'][figure]);
}

export class ScopeModel implements TableModel {
  readonly columns = [...SCOPE_COLUMNS];
  private readonly nodes: ScopeNode[];

  constructor(
    private readonly app: App,
    private readonly root: ScopeNode,
    private readonly settings: ScopeSettings,
    private readonly toggle: (row: number) => void,
  ) {
    const name: Name = (node) => scopeName(app.overview, node.row);
    this.nodes = openRows(root, ({ row }) => !settings.closed.has(row), orderOf(settings, name));
  }

  get total(): number {
    return this.nodes.length;
  }

  get what(): string {
    return plural(this.total, 'scope');
  }

  row(index: number): TableRow {
    const node = this.nodes[index];
    const { overview } = this.app;
    const { within, sort } = this.settings;
    const side = within ? 'all' : 'own';
    const function_ = overview.scopePaths.frame[node.row] === 1;
    const label = `${scopeName(overview, node.row)}${function_ ? ' · function' : ''}`;
    const figures = SCOPE_FIGURES.map((id) => {
      const value = node[side][id];
      return { text: value === 0 ? '–' : WORDS[id][2](value), raw: Math.round(value), ...(id === 'open' && value > 0 ? { sign: 'more' as const } : {}) };
    });
    const figure = SCOPE_FIGURES.find((id) => id === sort);
    const most = figure === undefined ? 0 : this.root[side][figure] || Math.max(1, ...this.nodes.map((one) => one[side][figure]));
    const site = overview.scopePaths.site[node.row] ?? 0;
    return {
      cells: [{ text: label, title: label }, ...figures],
      selects: site === 0 ? null : { what: 'site', row: site },
      drills: [['scope', node.row]],
      share: figure === undefined ? 0 : Math.min(1, node[side][figure] / most),
      branch: { depth: node.depth, open: node.children.length === 0 ? null : !this.settings.closed.has(node.row) },
      toggles: () => this.toggle(node.row),
    };
  }

  all(most: number): Promise<TableRow[]> {
    return Promise.resolve(Array.from({ length: Math.min(most, this.total) }, (_, i) => this.row(i)));
  }
}
