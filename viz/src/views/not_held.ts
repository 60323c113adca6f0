// SPDX-License-Identifier: MIT
// What a report alone does not hold, in the words of every view that would show it.
import { isMerged } from '../format/report';
import type { App } from '../state/app';

export function notHeld({ overview }: Pick<App, 'overview'>, what: string): string {
  return isMerged(overview.report)
    ? `A merged report holds no ${what}: open the recording of a process with tlscope view to see them.`
    : `A report.json holds no ${what}: open the recording with tlscope view to see them.`;
}
