// SPDX-License-Identifier: MIT
// What the page itself holds of a trace: all but objects, ticks and residencies, which the worker answers queries about.
import type { Container } from '../format/container';
import { processesOf as processesOfReport, tablesOfReport, verdictsOfReport } from './report_tables';
import { isReport, type Process, type Report, type Timeline } from '../format/report';
import { DEVICES } from '../format/values';
import { deviceSeries } from '../state/devices';
import {
  DIAGNOSTIC,
  emptyTable,
  MARK,
  SCOPEPATH,
  readDiagnostics,
  readFrames,
  readMarks,
  readScopePaths,
  readSeries,
  readSites,
  readStacks,
  readStrings,
  type DiagnosticTable,
  type FrameTable,
  type MarkTable,
  type ScopePathTable,
  type Series,
  type SiteTable,
  type StackTable,
} from '../format/tables';

export interface ProcessRow {
  pid: number;
  program: string;
  begin: number;
  siteBase: number; // row of its site 0
}

export interface Overview {
  name: string;
  producer: string;
  report: Report | null;
  reportAlone: boolean; // a report.json, which tells of no single objects
  duration: number; // nanoseconds
  peak: Moment | null; // of live bytes; null: there was none, or it is not known
  strings: string[];
  sites: SiteTable;
  frames: FrameTable;
  stacks: StackTable;
  scopePaths: ScopePathTable;
  diagnostics: DiagnosticTable;
  marks: MarkTable;
  series: Series;
  processes: ProcessRow[];
  names: Record<string, string[]>; // of the numbers in object.verdict and the like
  limits: Record<string, number | boolean>; // what the writer left out for want of room
  objects: number; // lifetimes that the worker knows
  pooled: number; // residencies in the pool
  buffers: number;
}

export interface Moment {
  time: number;
  value: number;
  series: Readonly<Record<string, number>>; // what those were then that are known: points have the most within a span
}

function asMoment(value: unknown): Moment | null {
  const moment = value as Partial<Moment> | undefined;
  const series = typeof moment?.series === 'object' && moment.series !== null ? moment.series : {};
  return typeof moment?.time === 'number' && typeof moment.value === 'number' ? { time: moment.time, value: moment.value, series } : null;
}

// Whether there are totals by place alone.
export function hasTotalsOnly({ report }: Pick<Overview, 'report'>): boolean {
  return report !== null && processesOfReport(report).every(({ totals }) => Array.isArray(totals));
}

// What a report tells of a process's peak, by the names of series.
function kindsAtPeak(process: Process | null): Record<string, number> {
  const kinds = Object.entries((process?.summary.at_peak_bytes_by_kind ?? {}) as Record<string, { objects: number; bytes: number }>);
  return Object.fromEntries(kinds.flatMap(([kind, { objects, bytes }]) => [[`objects.${kind}`, objects], [`bytes.${kind}`, bytes]]));
}

// Totals are told of each place: when most was alive at once is not known.
function peakOf(value: unknown, report: Report | null): Moment | null {
  if (hasTotalsOnly({ report })) {
    return null;
  }
  const written = asMoment((value as { bytes?: unknown } | undefined)?.bytes);
  return written === null ? peakOfProcess(report) : written.value === 0 ? null : written;
}

function peakOfProcess(process: Process | null): Moment | null {
  const peak = asMoment({ time: process?.summary.peak_bytes_ns, value: process?.summary.peak_bytes, series: kindsAtPeak(process) });
  return peak === null || peak.value === 0 ? null : peak;
}

function processesOf(value: unknown): ProcessRow[] {
  const rows = Array.isArray(value) ? (value as (Partial<ProcessRow> & { site_base?: number })[]) : [];
  return rows.map((row) => ({ pid: Number(row?.pid ?? 0), program: String(row?.program ?? ''), begin: Number(row?.begin ?? 0), siteBase: Number(row?.site_base ?? 0) }));
}

// Lists of names by what they name: kinds, fates, verdicts. What the writer did not name has this page's own.
function namesOf(value: unknown): Record<string, string[]> {
  const written = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(written.filter(([, list]) => Array.isArray(list)).map(([what, list]) => [what, (list as unknown[]).map(String)]));
}

// Devices by number, as a tlview file has them: those of unknown ordinal, then others.
function devicesOfReport(report: Report): string[] {
  const children = Array.isArray(report.children) ? report.children : [];
  const named = [report, ...children].flatMap((process) => Object.keys(process?.summary?.by_device ?? {}));
  return [...new Set([...DEVICES, ...named])];
}

// The series that a report holds itself, by the names that they have in a tlview file.
function seriesOf(timeline: Timeline | undefined, devices: readonly string[]): Series {
  if (!Array.isArray(timeline?.time_ns)) {
    return { time: new Float64Array(0), names: [], values: {} };
  }
  const values: Series['values'] = {};
  const put = (name: string, list: unknown): void => {
    if (Array.isArray(list) && list.length === timeline.time_ns.length) {
      values[name] = Float64Array.from(list as number[]);
    }
  };
  for (const what of ['bytes', 'objects'] as const) {
    for (const [kind, list] of Object.entries(timeline[what] ?? {})) {
      put(`${what}.${kind}`, list);
    }
  }
  for (const [device, list] of Object.entries(timeline.device_bytes ?? {})) {
    put(deviceSeries(devices.indexOf(device)), list);
  }
  put('pooled.bytes', timeline.pooled_bytes);
  put('scope.depth', timeline.scope_depth_max);
  return { time: Float64Array.from(timeline.time_ns), names: Object.keys(values), values };
}

// What was alive when, and when it was most.
export interface Course {
  series: Series;
  peak: Moment | null;
}

// Of one process alone, as its report tells. Reports count from their process's begin, the page from the first one's.
export function courseOf({ names }: Overview, process: Process, begin: number): Course {
  const series = seriesOf(process.timeline, names.device ?? DEVICES);
  const peak = peakOfProcess(process);
  return { series: { ...series, time: series.time.map((time) => begin + time) }, peak: peak === null ? null : { ...peak, time: begin + peak.time } };
}

function durationOf(report: Report | null, series: Series): number {
  return Math.max(report?.summary.duration_ns ?? 0, series.time[series.time.length - 1] ?? 0, 1);
}

// Several reports merged have no time of their own.
export function hasTime({ duration }: Overview): boolean {
  return duration > 1;
}

export async function readOverview(from: Container, name: string): Promise<Overview> {
  const raw = await from.json('report');
  const report = isReport(raw) ? raw : null;
  const written = await readSeries(from);
  const series = written.time.length > 0 ? written : seriesOf(report?.timeline, report === null ? [] : devicesOfReport(report));
  return {
    name,
    producer: from.producer,
    report,
    reportAlone: false,
    duration: durationOf(report, series),
    peak: peakOf(await from.json('peak'), report),
    strings: await readStrings(from),
    sites: await readSites(from),
    frames: await readFrames(from),
    stacks: await readStacks(from),
    scopePaths: await readScopePaths(from),
    diagnostics: await readDiagnostics(from),
    marks: await readMarks(from),
    series,
    processes: processesOf(await from.json('process')),
    names: namesOf(await from.json('names')),
    limits: ((await from.json('limits')) ?? {}) as Overview['limits'],
    objects: from.rows('object'),
    pooled: from.rows('pool'),
    buffers: from.rows('buffer'),
  };
}

// A report.json has no objects; the page shows what it tells.
export function overviewOfReport(report: Report, name: string): Overview {
  const devices = devicesOfReport(report);
  const series = seriesOf(hasTotalsOnly({ report }) ? undefined : report.timeline, devices); // of totals, it has objects of the end alone
  const ends = processesOfReport(report).map(({ summary }) => Number(summary.start_offset_ns ?? 0) + (summary.duration_ns || 0));
  return {
    name,
    producer: '',
    report,
    reportAlone: true,
    duration: Math.max(durationOf(report, series), ...ends),
    peak: peakOf(undefined, report),
    ...tablesOfReport(report),
    scopePaths: emptyTable(SCOPEPATH),
    diagnostics: emptyTable(DIAGNOSTIC),
    marks: emptyTable(MARK),
    series,
    limits: {},
    names: { verdict: verdictsOfReport(report), device: devices },
    objects: 0,
    pooled: 0,
    buffers: 0,
  };
}
