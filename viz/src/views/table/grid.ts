// SPDX-License-Identifier: MIT
// The rows on the screen: a grid that arrows go through, with a head to sort by.
import { fill, h } from '../../lib/dom';
import { clamp } from '../../lib/scale';
import { VirtualRows } from '../../lib/virtual_rows';
import type { Cell, TableColumn, TableModel, TableRow } from './model';

export interface GridHandlers {
  sort(column: TableColumn): void;
  select(row: TableRow): void;
  drill(row: TableRow): void;
  isSelected(row: TableRow): boolean;
}

const ROW = 24; // pixels

function template(columns: readonly TableColumn[]): string {
  return columns.map(({ number, width }) => `minmax(${width}px, ${number ? 1 : width > 150 ? 4 : 1}fr)`).join(' ');
}

function cellElement({ text, title, sign }: Cell, { number }: TableColumn): HTMLElement {
  const names = [number ? 'number' : '', sign ?? ''].filter((name) => name !== '').join(' ');
  return h('div', { role: 'cell', class: names, ...(title === undefined ? {} : { title }) }, text);
}

const GAP = 14;
const MARGINS = 24;

function leastWidth(columns: readonly TableColumn[]): number {
  return columns.reduce((sum, { width }) => sum + width + GAP, MARGINS - GAP);
}

const INDENT = 16; // pixels a level
const NAME = 160; // pixels that a name keeps: deeper levels stand below one another

// The first cell of a row in a tree: further in with each level, with a button that opens it.
function makeBranch(element: HTMLElement, { branch, toggles }: TableRow): void {
  const [first] = element.children;
  if (branch === undefined || !(first instanceof HTMLElement)) {
    return;
  }
  element.setAttribute('aria-level', String(branch.depth + 1));
  first.style.paddingLeft = `clamp(0px, ${branch.depth * INDENT}px, 100% - ${NAME}px)`;
  const { open } = branch;
  const mark = h('button', { type: 'button', class: 'twisty', label: open === true ? 'Close' : 'Open', attributes: { tabindex: '-1' } }, open === true ? '▾' : '▸');
  mark.style.visibility = open === null ? 'hidden' : 'visible';
  mark.addEventListener('click', () => toggles?.());
  mark.addEventListener('dblclick', (event) => event.stopPropagation());
  first.prepend(mark);
  if (open !== null) {
    element.setAttribute('aria-expanded', String(open));
  }
}

export class Grid {
  readonly element: HTMLElement;
  private readonly head = h('div', { class: 'grid-row grid-head', role: 'row' });
  private readonly rows: VirtualRows;
  private model: TableModel | null = null;
  private at = -1; // the row that arrows are at

  constructor(
    parent: HTMLElement,
    private readonly on: GridHandlers,
    role: 'table' | 'treegrid' = 'table',
  ) {
    this.element = h('div', { class: 'grid', role, attributes: { tabindex: '0' } });
    parent.append(this.element);
    this.rows = new VirtualRows(this.element, ROW, this.head);
  }

  show(model: TableModel, sort: string, descending: boolean): void {
    this.model = model;
    this.at = Math.min(this.at, model.total - 1);
    this.element.style.setProperty('--columns', template(model.columns));
    this.element.style.setProperty('--least', `${leastWidth(model.columns)}px`);
    this.element.setAttribute('aria-rowcount', String(model.total + 1));
    this.element.setAttribute('aria-label', `Table of ${model.what}. Arrows go from row to row, Enter opens one.`);
    fill(this.head, ...model.columns.map((column) => this.headCell(column, sort, descending)));
    this.rows.show({ total: model.total, row: (index) => this.rowElement(model, index) });
  }

  private headCell(column: TableColumn, sort: string, descending: boolean): HTMLElement {
    const sorted = column.id === sort;
    const mark = sorted ? (descending ? ' ↓' : ' ↑') : '';
    const title = column.about === '' ? `Sort by ${column.title}` : `${column.about}; sort by it`;
    const press = h('button', { type: 'button', title, on: { click: () => this.on.sort(column) } }, `${column.title}${mark}`);
    const state = sorted ? (descending ? 'descending' : 'ascending') : 'none';
    return h('div', { role: 'columnheader', class: column.number ? 'number' : '', attributes: { 'aria-sort': state } }, press);
  }

  private rowElement(model: TableModel, index: number): HTMLElement {
    const row = model.row(index);
    const element = h('div', { class: 'grid-row', role: 'row', attributes: { 'aria-rowindex': String(index + 2) } });
    element.classList.toggle('at', index === this.at);
    if (row === null) {
      return element;
    }
    element.classList.toggle('selected', this.on.isSelected(row));
    element.append(...row.cells.map((cell, i) => cellElement(cell, model.columns[i])));
    makeBranch(element, row);
    if (row.share > 0) {
      element.style.setProperty('--share', String(row.share));
      element.classList.add('with-share');
    }
    element.addEventListener('click', () => {
      this.at = index;
      this.on.select(row);
      this.rows.invalidate();
      document.addEventListener('click', (event) => this.clickedAgain(event, row), { capture: true, once: true });
    });
    return element;
  }

  // The second click of a double click may hit anything: the first one opens the panel, which takes room from the rows.
  private clickedAgain(event: MouseEvent, row: TableRow): void {
    if (event.detail === 2) {
      event.stopPropagation();
      event.preventDefault();
      this.on.drill(row);
    }
  }

  private moveTo(index: number): void {
    const { total } = this.model ?? { total: 0 };
    if (total > 0) {
      this.at = clamp(index, 0, total - 1);
      this.element.focus({ preventScroll: true }); // from a button that was pressed: Enter is for the row now
      this.rows.reveal(this.at);
    }
  }

  // The row that arrows are at.
  current(): TableRow | null {
    return this.at >= 0 && this.at < (this.model?.total ?? 0) ? (this.model?.row(this.at) ?? null) : null;
  }

  key(key: string): boolean {
    const total = this.model?.total ?? 0;
    const row = this.current();
    const actions: Record<string, () => void> = {
      ArrowDown: () => this.moveTo(this.at + 1),
      ArrowUp: () => this.moveTo(this.at - 1),
      PageDown: () => this.moveTo(this.at + this.rows.page()),
      PageUp: () => this.moveTo(this.at - this.rows.page()),
      Home: () => this.moveTo(0),
      End: () => this.moveTo(total - 1),
      ' ': () => row !== null && this.on.select(row),
      Enter: () => row !== null && (row.drills === null ? this.on.select(row) : this.on.drill(row)),
    };
    actions[key]?.();
    return actions[key] !== undefined;
  }

  invalidate(): void {
    this.rows.invalidate();
  }

  remove(): void {
    this.rows.remove();
  }
}
