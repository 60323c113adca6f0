// SPDX-License-Identifier: MIT
// Rows of single objects, fetched from the worker a piece at a time.
import type { ObjectDetail } from '../../engine/queries/object';
import type { RowsWanted, SortColumn } from '../../engine/queries/rows';
import { address, bytes, count, moment, plural, time } from '../../lib/format';
import type { App } from '../../state/app';
import { columnWords } from '../../state/columns';
import { deviceName, hasDevices, streamName } from '../../state/devices';
import type { TableColumn, TableModel, TableRow } from './model';
import type { Settings } from './settings';

const PIECE = 128; // rows
const MOMENTS = 1e6; // that a trace has, where they are told with as many digits each

export const OBJECT_COLUMNS: readonly (TableColumn & { id: SortColumn })[] = [
  { id: 'number', title: 'Object', about: 'its number in the report', number: true, width: 72 },
  { id: 'kind', title: 'Kind', about: '', number: false, width: 58 },
  { id: 'name', title: 'Name', about: 'debug name', number: false, width: 96 },
  { id: 'device', title: 'Device', about: 'that its data is on', number: false, width: 70 },
  { id: 'place', title: 'Place', about: 'where it was made', number: false, width: 202 },
  { id: 'bytes', title: 'Size', about: '', number: true, width: 72 },
  { id: 'birth', title: 'Born', about: 'since the begin', number: true, width: 92 },
  { id: 'lived', title: 'Lifetime', about: 'until the end of the trace, of what is alive then', number: true, width: 72 },
  { id: 'end', title: 'Ended', about: '', number: false, width: 110 },
  { id: 'verdict', title: 'Verdict', about: 'of what is alive at the end', number: false, width: 148 },
  { id: 'thread', title: 'Thread', about: 'that made it', number: true, width: 64 },
  { id: 'address', title: 'Address', about: '', number: true, width: 124 },
  { id: 'stream', title: 'Stream', about: 'of the device, that it was made on', number: true, width: 110 },
];

// Names are shown where there are any, devices where something was on another one than the CPU.
function isShown({ id }: { id: SortColumn }, { overview }: App, named: boolean): boolean {
  return id === 'name' ? named : (id !== 'device' && id !== 'stream') || hasDevices(overview);
}

function cellsOf(app: App, object: ObjectDetail, named: boolean): TableRow['cells'] {
  const { overview } = app;
  const lived = object.death - object.birth;
  const words: (string | [string, number])[] = [
    [count(object.number), object.number],
    columnWords(overview, 'kind', object.kind),
    object.name === 0 ? '' : columnWords(overview, 'name', object.name),
    deviceName(overview, object.device),
    columnWords(overview, 'place', object.site),
    [bytes(object.size), object.size],
    [moment(object.birth, Math.max(1, overview.duration / MOMENTS), overview.duration), object.birth],
    [time(lived), lived],
    columnWords(overview, 'end', object.end),
    columnWords(overview, 'verdict', object.verdict),
    columnWords(overview, 'thread', object.thread),
    object.address === 0 ? '–' : address(object.address),
    streamName(object.stream),
  ];
  const shown = words.filter((_, i) => isShown(OBJECT_COLUMNS[i], app, named));
  return shown.map((word) => (typeof word === 'string' ? { text: word, title: word } : { text: word[0], raw: word[1] }));
}

export class ObjectModel implements TableModel {
  readonly columns: TableColumn[];
  private readonly pieces = new Map<number, TableRow[]>();
  private readonly asked = new Set<number>();

  private constructor(
    private readonly app: App,
    private readonly wanted: Omit<RowsWanted, 'from' | 'count'>,
    readonly total: number,
    private readonly named: boolean,
    private readonly arrived: () => void,
  ) {
    this.columns = OBJECT_COLUMNS.filter((column) => isShown(column, app, named));
  }

  // The first piece is there when the model is.
  static async load(app: App, { only, text, sort, descending }: Settings, arrived: () => void): Promise<ObjectModel> {
    const column = OBJECT_COLUMNS.find(({ id }) => id === sort)?.id ?? 'number';
    const wanted = { filter: app.store.filter(), only, text, sort: column, descending };
    const { total, rows, named } = await app.client.ask('rows', { ...wanted, from: 0, count: PIECE });
    const model = new ObjectModel(app, wanted, total, named, arrived);
    model.asked.add(0);
    model.pieces.set(0, model.made(rows));
    return model;
  }

  get what(): string {
    return plural(this.total, 'object');
  }

  private made(rows: ObjectDetail[]): TableRow[] {
    return rows.map((object) => ({ cells: cellsOf(this.app, object, this.named), selects: { what: 'object', row: object.row }, drills: null, share: 0 }));
  }

  private async fetch(piece: number): Promise<void> {
    if (!this.asked.has(piece)) {
      this.asked.add(piece);
      const { rows } = await this.app.client.ask('rows', { ...this.wanted, from: piece * PIECE, count: PIECE });
      this.pieces.set(piece, this.made(rows));
      this.arrived();
    }
  }

  row(index: number): TableRow | null {
    const piece = Math.floor(index / PIECE);
    void this.fetch(piece);
    return this.pieces.get(piece)?.[index % PIECE] ?? null;
  }

  async all(most: number): Promise<TableRow[]> {
    const { rows } = await this.app.client.ask('rows', { ...this.wanted, from: 0, count: most });
    return this.made(rows);
  }
}
