// SPDX-License-Identifier: MIT
// Objects in groups, with what is counted of each: for tables, flame graphs, scopes.
import type { GroupColumn } from '../columns';
import type { Engine } from '../engine';
import type { Filter } from '../filter';
import { groupBy } from '../grouping';
import { groupsOfReport } from '../report_groups';
import { measure, type Measures } from '../measures';

export interface Groups {
  groups: number;
  keys: Float64Array[]; // of each column asked for
  measures: Measures;
}

export interface GroupsWanted {
  by: readonly GroupColumn[];
  filter: Filter;
  cursor: number | null;
}

export async function groups(engine: Engine, { by, filter, cursor }: GroupsWanted): Promise<Groups> {
  if (engine.container === null) {
    return groupsOfReport(engine.overview, by);
  }
  const grouped = await groupBy(engine, by);
  const measures = await measure(engine, filter, cursor, grouped.group, grouped.groups);
  return { groups: grouped.groups, keys: grouped.keys, measures };
}
