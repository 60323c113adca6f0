// SPDX-License-Identifier: MIT
// How a process was recorded and how it ended, as the text report tells it (tools/analyse/report_text.c).
import { hasTotalsOnly, type Overview } from '../../engine/overview';
import type { Amount, Process, Selection } from '../../format/report';
import { bytes, count, plural } from '../../lib/format';
import { list, partsOf } from '../../state/parts';

const SIGNALS: Record<number, string> = { 1: 'HUP', 2: 'INT', 3: 'QUIT', 4: 'ILL', 6: 'ABRT', 7: 'BUS', 8: 'FPE', 9: 'KILL', 10: 'USR1', 11: 'SEGV', 12: 'USR2', 13: 'PIPE', 14: 'ALRM', 15: 'TERM', 24: 'XCPU', 25: 'XFSZ', 31: 'SYS' };
const CRASHES = ['ILL', 'ABRT', 'BUS', 'FPE', 'SEGV'];
const IN_USE = 'alive-when-killed';

// What a process had in use when it was killed.
function usedBy({ leaks }: Process): Amount {
  const used = list(leaks).filter(({ verdict, inherited }) => verdict === IN_USE && inherited !== true);
  return { objects: used.reduce((sum, { objects }) => sum + objects, 0), bytes: used.reduce((sum, { bytes: size }) => sum + size, 0) };
}

export function endedAs(overview: Overview, ended: string): Process[] {
  return partsOf(overview).map(({ process }) => process).filter(({ summary }) => summary.ended === ended);
}

// Null: reports that were merged do not tell.
export function usedWhenKilled(overview: Overview): number | null {
  const killed = endedAs(overview, 'killed');
  return killed.every(({ leaks }) => Array.isArray(leaks)) ? killed.reduce((sum, process) => sum + usedBy(process).objects, 0) : null;
}

function endingWords({ summary }: Process): string {
  const { signal, code } = summary.exit ?? {};
  if (typeof signal === 'number') {
    const name = SIGNALS[signal] ?? '?';
    return CRASHES.includes(name) ? `crashed (SIG${name})` : `was killed by signal ${signal} (SIG${name})`;
  }
  return typeof code === 'number' ? `ended by _exit(${code})` : 'did not end normally (killed, crashed, or _exit)';
}

function killedWords(process: Process): string {
  if (!Array.isArray(process.leaks)) {
    return 'Not every process ended normally: which of what they had in use leaked is not known.';
  }
  const { objects, bytes: size } = usedBy(process);
  return `The process ${endingWords(process)}: ${plural(objects, 'object')} (${bytes(size)}) ${objects === 1 ? 'was' : 'were'} in use; which of them leaked is not known.`;
}

function doubtsOfProcess(process: Process): string[] {
  const { summary, recording } = process;
  const { agrees } = summary.runtime_counters ?? {};
  const told = recording === undefined || recording.mode === 'whole';
  return [
    summary.from_beginning === false && told ? 'The trace does not begin with the process: what happened before is not known.' : '',
    told && typeof process.calls === 'object' && process.calls !== null && Object.keys(process.calls).length === 0 ? 'No call of the memory manager was seen: this says nothing of the program’s memory.' : '',
    summary.ended === 'killed' ? killedWords(process) : '',
    summary.ended === 'replaced' ? 'The process replaced itself by another program (exec).' : '',
    agrees === false && told ? 'The counters of the runtime and of this report differ at the end: the trace lacks events.' : '',
  ].filter((text) => text !== '');
}

// Each with its process where there are several.
function sentencesOf(overview: Overview, sentences: (process: Process) => readonly string[]): string[] {
  const parts = partsOf(overview);
  return parts.flatMap(({ process }) => sentences(process).map((text) => (parts.length > 1 ? `Process ${process.summary.pid}: ${text}` : text)));
}

export function recordingDoubts(overview: Overview): string[] {
  return sentencesOf(overview, doubtsOfProcess);
}

// What was left out on purpose.
export function recordingLimits(overview: Overview): string[] {
  return sentencesOf(overview, ({ recording }) => list(recording?.cannot_tell).map((text) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`));
}

// Objects that totals by place go with: the recording tells of them when it ends.
export function onlyTheEnd(overview: Overview): string {
  return hasTotalsOnly(overview) && overview.objects > 0 ? 'Single objects are shown of the end alone, from when the recording told of them, not from when they were made.' : '';
}

export function selectionOf({ recording }: Process): Selection | null {
  return recording?.selection ?? null;
}

function isSample(process: Process): boolean {
  return (selectionOf(process)?.sampled_one_of ?? 1) > 1;
}

export function hasSelection(overview: Overview): boolean {
  return partsOf(overview).some(({ process }) => selectionOf(process) !== null);
}

export function isSampled(overview: Overview): boolean {
  return partsOf(overview).some(({ process }) => isSample(process));
}

// What leaked, estimated where samples were taken; null for what the report has no estimate of.
function leakedOf(process: Process): { objects: number | null; bytes: number } {
  const { leaked_objects: objects, leaked_bytes: size } = process.summary;
  const estimate = isSample(process) ? selectionOf(process)?.estimated_leaks : undefined;
  return estimate === undefined ? { objects: objects || 0, bytes: size || 0 } : { objects: estimate.objects ?? null, bytes: estimate.bytes };
}

export function estimatedLeaks(overview: Overview, seen: number): string {
  const amounts = partsOf(overview).map(({ process }) => leakedOf(process));
  const size = `about ${bytes(amounts.reduce((sum, one) => sum + one.bytes, 0))}`;
  const known = amounts.every(({ objects }) => objects !== null);
  const objects = amounts.reduce((sum, one) => sum + (one.objects ?? 0), 0);
  const by = `judging by ${count(seen)} seen`;
  return known ? `About ${plural(objects, 'object')} leaked, ${size}, ${by}` : `${size.replace('a', 'A')} leaked, ${by}`;
}
