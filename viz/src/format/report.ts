// SPDX-License-Identifier: MIT
// What the page reads of report.json (tools/analyse/report.schema.json). All of it may be missing in a damaged or newer one.

export interface SomePlace {
  number: number; // of the site
  text: string;
  function: string | null;
  file: string | null;
  line: number;
  source: string;
}

export type Place = SomePlace | null;

export interface StackFrame {
  module: string | null;
  function: string | null;
  symbol: string | null;
  file: string | null;
  line: number;
}

export interface Stack {
  frames: StackFrame[];
  end: string;
}

export interface Finding {
  key: string;
  category: string;
  code: string;
  severity: string;
  confidence: string;
  sentence: string;
  fix: string;
  objects: number;
  bytes: number;
  times: number;
  kind: string | null;
  name: string;
  cause: Place;
  stack: Stack | null;
  callers: { times: number; stack: Stack }[];
  places: { role: string; place: Place }[];
  example: number;
}

export interface LedgerEntry {
  operation: string;
  place: Place;
  caller: string | null;
  scope: number;
  count: number;
}

export interface LeakedObject {
  object: number;
  pointer: string;
  kind: string;
  name: string;
  bytes: number;
  count: number;
  born_ns: number;
  ledger: LedgerEntry[];
  ledger_left_out: number;
}

export interface Leak {
  verdict: string;
  leak: boolean;
  inherited?: boolean; // from the process that forked this one
  certain: boolean;
  kind: string;
  name: string;
  objects: number;
  bytes: number;
  cause: Place;
  sites: { first_seen: Place; [operation: string]: unknown };
  examples: LeakedObject[];
}

export interface Amount {
  objects: number;
  bytes: number;
}

// Which objects were looked at, where not all were.
export interface Selection {
  sampled_one_of: number; // 1: all that filters left
  objects: number; // made in all that filters let pass; 0: not known
  bytes: number;
  estimated_leaks?: { objects: number | null; bytes: number };
}

export interface Recording {
  mode: string;
  selection: Selection | null;
  cannot_tell: string[];
}

// What was made at a place, where nothing was told of single objects.
export interface PlaceTotals {
  place: Place;
  kind: string;
  name: string;
  made_objects: number;
  made_bytes: number;
  ended_objects: number;
  live_objects: number;
  live_bytes: number;
  peak_bytes: number;
  grows: boolean;
}

export type DeviceFigures = Record<string, number>;

export interface Summary {
  program: string;
  pid: number;
  host: string;
  start: string;
  duration_ns: number;
  ended: string;
  exit?: { signal?: number; code?: number } | null;
  from_beginning?: boolean;
  runtime_counters?: { agrees?: boolean } | null;
  events: number;
  events_lost: number;
  leaked_objects: number;
  leaked_bytes: number;
  diagnostics: number;
  end_objects: number;
  end_bytes: number;
  peak_bytes: number;
  peak_bytes_ns: number;
  peak_objects: number;
  peak_objects_ns: number;
  by_kind: Record<string, { made_objects: number; made_bytes: number; end_objects: number; end_bytes: number }>;
  by_device?: Record<string, DeviceFigures>;
  [figure: string]: unknown;
}

export interface Timeline {
  time_ns: number[];
  bytes: Record<string, number[]>;
  objects: Record<string, number[]>;
  bytes_max: number[];
  objects_max: number[];
  pooled_bytes: number[];
  scope_depth_max: number[];
  device_bytes?: Record<string, number[]>;
}

export interface SiteEntry {
  number: number;
  place: Place;
  stacks: Stack[];
}

export interface Process {
  summary: Summary;
  recording?: Recording;
  totals?: PlaceTotals[] | null;
  findings: Finding[];
  leaks: Leak[];
  diagnostics: {
    code: string;
    severity: string;
    meaning: string;
    count: number;
    first_ns: number;
    last_ns: number;
    site: Place;
    other_site: Place;
  }[];
  timeline?: Timeline;
  marks: { time_ns: number; text: string; site: Place }[];
  sites: SiteEntry[];
  [part: string]: unknown;
}

// Of a report that tlscope merge made: its totals and findings are of all processes together.
export interface MergedProcess {
  summary: Summary;
  [part: string]: unknown;
}

export interface Report extends Process {
  document?: string;
  processes?: MergedProcess[];
  schema_version: number;
  trace: { read: string; damage: string[]; events: number; events_lost: number; [figure: string]: unknown };
  children: Process[];
}

export function isMerged(report: Report | null): boolean {
  return report?.document === 'tlscope-merged';
}

export function isReport(value: unknown): value is Report {
  const report = value as Partial<Report> | null;
  return typeof report === 'object' && report !== null && typeof report.summary === 'object' && report.summary !== null;
}
