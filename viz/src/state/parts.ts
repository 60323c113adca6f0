// SPDX-License-Identifier: MIT
// The report's processes. A report may be of any version: what is missing is left out.
import type { Overview } from '../engine/overview';
import type { Finding, Process } from '../format/report';

export interface Part {
  process: Process;
  row: number; // of overview.processes
  siteBase: number;
}

export function list<T>(value: readonly T[] | null | undefined): readonly T[] {
  return Array.isArray(value) ? value : [];
}

export function partsOf({ report, processes }: Overview): Part[] {
  const all = report === null ? [] : [report, ...list(report.children)];
  return all
    .filter((process) => typeof process?.summary === 'object')
    .map((process, i) => {
      const row = processes.findIndex(({ pid }, at) => at >= i && pid === process.summary.pid);
      return { process, row: Math.max(0, row), siteBase: processes[row]?.siteBase ?? 0 };
    });
}

export function findingsOf(overview: Overview): readonly Finding[] {
  return partsOf(overview).flatMap(({ process }) => list(process.findings));
}
