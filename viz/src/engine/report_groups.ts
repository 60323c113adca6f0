// SPDX-License-Identifier: MIT
// Groups of what a report.json tells of objects: those alive at the end, and those at the peak.
import { KINDS } from '../format/values';
import type { Leak, Place, Process, Report } from '../format/report';
import type { GroupColumn } from './columns';
import { noMeasures, type Measure, type Measures } from './measures';
import { hasTotalsOnly, type Overview, type ProcessRow } from './overview';
import { processesOf } from './report_tables';

export const KNOWN_OF_REPORTS: readonly Measure[] = ['leaked', 'leakedBytes', 'kept', 'keptBytes', 'peak', 'peakBytes'];

interface Amount {
  site: number;
  kind: string;
  name: string;
  verdict: string;
  sums: Partial<Record<Measure, number>>;
}

interface Told {
  kind: string;
  name: string;
  objects: number;
  bytes: number;
}

function leaksOf({ leaks }: Process, siteBase: number): Amount[] {
  return (Array.isArray(leaks) ? (leaks as Leak[]) : []).map(({ verdict, leak, kind, name, objects, bytes, sites }) => {
    const kept = { kept: objects, keptBytes: bytes };
    return { site: siteOf(sites?.first_seen, siteBase), kind, name, verdict, sums: leak ? { ...kept, leaked: objects, leakedBytes: bytes } : kept };
  });
}

// The first process's: each has a peak of its own, at another moment.
function peakOf(report: Report): Amount[] {
  const told = hasTotalsOnly({ report }) ? null : (report.peak as { by_place?: (Told & { place: Place })[] } | undefined)?.by_place;
  return (Array.isArray(told) ? told : []).map(({ place, kind, name, objects, bytes }) => ({ site: siteOf(place, 0), kind, name, verdict: '', sums: { peak: objects, peakBytes: bytes } }));
}

function siteOf(place: Place | undefined, siteBase: number): number {
  return place === null || place === undefined ? 0 : siteBase + place.number;
}

function amountsOf(report: Report, processes: readonly ProcessRow[]): Amount[] {
  return [...processesOf(report).flatMap((process, i) => leaksOf(process, processes[i]?.siteBase ?? 0)), ...peakOf(report)];
}

function keyOf({ sites, strings, names }: Overview, column: GroupColumn, { site: told, kind, name, verdict }: Amount): number {
  const site = told < sites.rows ? told : 0;
  const keys: Partial<Record<GroupColumn, number>> = {
    place: site,
    site,
    stack: sites.stack[site],
    function: sites.function[site],
    file: sites.file[site],
    kind: Math.max(0, KINDS.findIndex((one) => one === kind)),
    name: Math.max(0, strings.indexOf(name)),
    verdict: Math.max(0, (names.verdict ?? []).indexOf(verdict)),
  };
  return keys[column] ?? 0;
}

export function groupsOfReport(overview: Overview, by: readonly GroupColumn[]): { groups: number; keys: Float64Array[]; measures: Measures } {
  const amounts = overview.report === null ? [] : amountsOf(overview.report, overview.processes);
  const found = new Map<string, { keys: number[]; amounts: Amount[] }>();
  for (const amount of amounts) {
    const keys = by.map((column) => keyOf(overview, column, amount));
    const group = found.get(keys.join()) ?? { keys, amounts: [] };
    group.amounts.push(amount);
    found.set(keys.join(), group);
  }
  const list = [...found.values()];
  const measures = noMeasures(list.length);
  list.forEach((group, g) => {
    for (const { sums } of group.amounts) {
      KNOWN_OF_REPORTS.forEach((name) => (measures[name][g] += sums[name] ?? 0));
    }
  });
  return { groups: list.length, keys: by.map((_, level) => Float64Array.from(list, ({ keys }) => keys[level])), measures };
}
