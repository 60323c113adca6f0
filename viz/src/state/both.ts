// SPDX-License-Identifier: MIT
// The same question to both traces, when a second one is compared with the first.
import type { GroupColumn } from '../engine/columns';
import type { Filter } from '../engine/filter';
import type { Measure } from '../engine/measures';
import { KNOWN_OF_REPORTS } from '../engine/report_groups';
import { hasTotalsOnly, type Overview } from '../engine/overview';
import type { Groups } from '../engine/queries/groups';
import { isMerged } from '../format/report';
import type { App } from './app';
import { siteLabel } from './names';
import { FILTER_KEYS, type Key } from './store';

export interface Traced {
  overview: Overview;
  groups: Groups;
}

export interface Both {
  first: Traced;
  second: Traced | null;
}

// Of totals there are single objects of the end alone: how many were made, and when, is not in them.
const KNOWN_OF_TOTALS: readonly Measure[] = ['leaked', 'leakedBytes', 'kept', 'keptBytes'];

// A report.json alone tells less of groups, and so do totals by place.
export function knownIn({ first, second }: Both, measure: Measure): boolean {
  const knownOf = (overview: Overview): boolean =>
    !isMerged(overview.report) && (!overview.reportAlone || KNOWN_OF_REPORTS.includes(measure)) && (!hasTotalsOnly(overview) || KNOWN_OF_TOTALS.includes(measure));
  return knownOf(first.overview) && (second === null || knownOf(second.overview));
}

const NO_SITE = -1;

// The site of the same name in another trace.
function siteIn(overview: Overview, label: string): number {
  for (let row = 1; row < overview.sites.rows; row++) {
    if (siteLabel(overview, row) === label) {
      return row;
    }
  }
  return NO_SITE;
}

// Ranges and cursor are times since the begin, in both traces.
function filterOfSecond(app: App, second: Overview): Filter {
  const filter = app.store.filter();
  return filter.site === null ? filter : { ...filter, site: siteIn(second, siteLabel(app.overview, filter.site)) };
}

export async function groupsOfBoth(app: App, by: readonly GroupColumn[]): Promise<Both> {
  const { client, compared } = app;
  const { cursor } = app.store.get();
  const [first, second] = await Promise.all([
    client.ask('groups', { by, cursor, filter: app.store.filter() }),
    compared === null ? null : compared.ask('groups', { by, cursor, filter: filterOfSecond(app, compared.overview) }),
  ]);
  return {
    first: { overview: app.overview, groups: first },
    second: second === null || compared === null ? null : { overview: compared.overview, groups: second },
  };
}

// After a change of these, figures of objects are to be asked for anew.
export const GROUP_KEYS: readonly Key[] = [...FILTER_KEYS, 'cursor'];

export function tellFailure(app: App): (error: unknown) => void {
  return (error) => app.store.set({ notice: error instanceof Error ? error.message : String(error) });
}
