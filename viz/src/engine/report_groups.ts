// SPDX-License-Identifier: MIT
// Groups of what a report.json tells of objects: those alive at the end, and those at the peak.
import { KINDS } from '../format/values';
import type { Place, Report } from '../format/report';
import type { GroupColumn } from './columns';
import { noMeasures, type Measure, type Measures } from './measures';
import type { Overview } from './overview';

export const KNOWN_OF_REPORTS: readonly Measure[] = ['leaked', 'leakedBytes', 'kept', 'keptBytes', 'peak', 'peakBytes'];

interface Amount {
  place: Place;
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

function amountsOf(report: Report): Amount[] {
  const leaks = (Array.isArray(report.leaks) ? report.leaks : []).map(({ verdict, leak, kind, name, objects, bytes, sites }): Amount => {
    const kept = { kept: objects, keptBytes: bytes };
    return { place: sites?.first_seen ?? null, kind, name, verdict, sums: leak ? { ...kept, leaked: objects, leakedBytes: bytes } : kept };
  });
  const told = (report.peak as { by_place?: (Told & { place: Place })[] } | undefined)?.by_place;
  const peak = (Array.isArray(told) ? told : []).map(({ place, kind, name, objects, bytes }): Amount => ({ place, kind, name, verdict: '', sums: { peak: objects, peakBytes: bytes } }));
  return [...leaks, ...peak];
}

function keyOf({ sites, strings, names }: Overview, column: GroupColumn, { place, kind, name, verdict }: Amount): number {
  const site = place !== null && place.number < sites.rows ? place.number : 0;
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
  const amounts = overview.report === null ? [] : amountsOf(overview.report);
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
