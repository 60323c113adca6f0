// SPDX-License-Identifier: MIT
// The places and stacks of a report.json as the tables that a tlview file has.
import { FRAME, SITE, STACK, emptyTable, type FrameTable, type SiteTable, type StackTable, type Table } from '../format/tables';
import type { Process, Report, Stack, StackFrame } from '../format/report';
import type { ProcessRow } from './overview';

const MOST_SITES = 1 << 20; // larger numbers are of sites that the analysis made up

export interface ReportTables {
  strings: string[];
  sites: SiteTable;
  frames: FrameTable;
  stacks: StackTable;
  processes: ProcessRow[];
}

function list<T>(value: readonly T[] | null | undefined): readonly T[] {
  return Array.isArray(value) ? value : [];
}

function tableOf<Field extends string>(fields: readonly Field[], rows: readonly Partial<Record<Field, number>>[]): Table<Field> {
  const columns = Object.fromEntries(fields.map((field) => [field, Float64Array.from(rows, (row) => row[field] ?? 0)]));
  return Object.assign(emptyTable(fields), columns, { rows: rows.length });
}

class Maker {
  readonly strings = [''];
  readonly frames: Partial<Record<(typeof FRAME)[number], number>>[] = [{}];
  readonly stacks: Partial<Record<(typeof STACK)[number], number>>[] = [{}];
  private readonly numbers = new Map<string, number>([['', 0]]);
  private readonly known = new Map<string, number>();

  text(value: string | null | undefined): number {
    const text = typeof value === 'string' ? value : '';
    const number = this.numbers.get(text) ?? this.strings.push(text) - 1;
    this.numbers.set(text, number);
    return number;
  }

  // The row that a key stands for, made when it is new.
  private once(key: string, make: () => number): number {
    const row = this.known.get(key) ?? make();
    this.known.set(key, row);
    return row;
  }

  private frame(frame: StackFrame): number {
    const name = frame.function ?? frame.symbol ?? '';
    const at = frame.file === null ? '' : ` (${frame.file.slice(frame.file.lastIndexOf('/') + 1)}:${frame.line})`;
    const row = { label: this.text(name + at), function: this.text(name), file: this.text(frame.file), line: frame.line, module: this.text(frame.module) };
    return this.once(`frame ${JSON.stringify(row)}`, () => this.frames.push(row) - 1);
  }

  stack(stack: Stack | undefined): number {
    return list(stack?.frames).reduceRight((parent, one) => {
      const frame = this.frame(one);
      return this.once(`stack ${parent} ${frame}`, () => this.stacks.push({ parent, frame }) - 1);
    }, 0);
  }
}

export function processesOf(report: Report): Process[] {
  return [report, ...list(report.children)].filter((process) => typeof process?.summary === 'object' && process.summary !== null);
}

type SiteRow = Partial<Record<(typeof SITE)[number], number>>;

// The rows of one process, from `base` on.
function addSites(maker: Maker, rows: SiteRow[], base: number, { sites }: Process): void {
  for (const { number, place, stacks } of list(sites)) {
    if (Number.isInteger(number) && number > 0 && number < MOST_SITES) {
      const names = { label: maker.text(place?.text), function: maker.text(place?.function), file: maker.text(place?.file) };
      rows[base + number] = { ...names, line: place?.line ?? 0, stack: maker.stack(list(stacks)[0]), place: base + number };
    }
  }
}

export function tablesOfReport(report: Report): ReportTables {
  const maker = new Maker();
  const rows: SiteRow[] = [{}];
  const processes = processesOf(report).map((process, i): ProcessRow => {
    const { pid, program, start_offset_ns: begin } = process.summary;
    const siteBase = i === 0 ? 0 : rows.length;
    addSites(maker, rows, siteBase, process);
    return { pid, program, begin: Number(begin ?? 0), siteBase };
  });
  return {
    strings: maker.strings,
    sites: tableOf(SITE, Array.from(rows, (row) => row ?? {})),
    frames: tableOf(FRAME, maker.frames),
    stacks: tableOf(STACK, maker.stacks),
    processes,
  };
}

// Verdicts in the order of their leaks, after none.
export function verdictsOfReport(report: Report): string[] {
  return ['', ...new Set(processesOf(report).flatMap(({ leaks }) => list(leaks).map(({ verdict }) => String(verdict))))];
}
