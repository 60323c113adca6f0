// SPDX-License-Identifier: MIT
// A table of rows that are there when asked for, or come later.
import type { Selection } from '../../state/store';
import type { Only } from './settings';

export interface Cell {
  text: string;
  title?: string;
  raw?: number; // what is copied, instead of the text
  sign?: 'more' | 'less'; // of a change
}

export interface TableColumn {
  id: string; // to sort by
  title: string;
  about: string;
  number: boolean;
  width: number; // pixels at least
}

export interface TableRow {
  cells: Cell[];
  selects: Selection | null;
  drills: Only[] | null; // what its objects have in common
  share: number; // of the column sorted by, 0 to 1: a bar below it
  branch?: { depth: number; open: boolean | null }; // in a tree; null: without children
  toggles?(): void; // opens or closes the branch
}

export interface TableModel {
  columns: TableColumn[];
  total: number;
  what: string; // the rows are, in words
  row(index: number): TableRow | null; // null: on its way
  all(most: number): Promise<TableRow[]>;
}
