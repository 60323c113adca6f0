// SPDX-License-Identifier: MIT
// The verdict in one line, and whatever makes it less than certain: in red, and before all else.
import type { Overview } from '../../engine/overview';
import { fileChoice } from '../../lib/controls';
import { h } from '../../lib/dom';
import { bytes, count, plural } from '../../lib/format';
import type { App } from '../../state/app';
import { findingsOf, list, partsOf } from '../../state/parts';
import { endedAs, estimatedLeaks, hasSelection, isSampled, onlyTheEnd, recordingDoubts, recordingLimits, usedWhenKilled } from './recording';

// Sentences on what is missing from the recording.
export function doubts(overview: Overview): string[] {
  const { report } = overview;
  if (report === null) {
    return ['This file holds no report: only what was recorded is shown.'];
  }
  const parts = partsOf(overview);
  const lost = parts.reduce((sum, { process }) => sum + (process.summary.events_lost || 0), 0);
  const packets = Number(report.trace?.packets_lost ?? 0);
  const uncertain = parts.some(({ process }) => process.summary.certain === false);
  const sentences = [
    lost > 0 ? `${plural(lost, 'event')} ${lost === 1 ? 'was' : 'were'} lost while recording: every verdict below may be wrong. Record again with larger buffers (tlscope record --subbuf-size, --subbuf-count).` : '',
    packets > 0 ? `${plural(packets, 'packet')} of events ${packets === 1 ? 'is' : 'are'} missing from the trace: verdicts may be wrong.` : '',
    ...list(report.trace?.damage).map((text) => `The trace is damaged: ${text}`),
    ...recordingDoubts(overview),
  ].filter((text) => text !== '');
  return uncertain && sentences.length === 0 && recordingLimits(overview).length === 0 ? ['Parts of the run are not in the trace: verdicts are not certain.'] : sentences;
}

function leakWords(overview: Overview, leaked: number): string {
  const size = partsOf(overview).reduce((sum, { process }) => sum + (process.summary.leaked_bytes || 0), 0);
  const words = `${plural(leaked, 'object')} leaked, ${bytes(size)}`;
  if (isSampled(overview)) {
    return estimatedLeaks(overview, leaked);
  }
  const looked = hasSelection(overview) ? 'Of the objects looked at, ' : '';
  return endedAs(overview, 'killed').length > 0 ? `As far as is known, ${words}` : `${looked}${words}`;
}

// What was in use where nobody knows which of it leaked.
function inUse(overview: Overview): string {
  const running = endedAs(overview, 'running');
  if (endedAs(overview, 'killed').length > 0) {
    const used = usedWhenKilled(overview);
    return used === null ? 'not every process ended normally' : `${plural(used, 'object')} in use when it was killed`;
  }
  const alive = running.reduce((sum, { summary }) => sum + (summary.end_objects || 0), 0);
  return running.length > 0 ? `${plural(alive, 'object')} in use when this was written, while it still ran` : '';
}

const LOST_BLOCKS = 'lost-unregistered'; // memory that leaked before it was an object

function verdict(overview: Overview, certain: boolean): string {
  const findings = findingsOf(overview);
  const leaked = partsOf(overview).reduce((sum, { process }) => sum + (process.summary.leaked_objects || 0), 0);
  const used = inUse(overview);
  if (leaked > 0) {
    return leakWords(overview, leaked);
  }
  if (used !== '') {
    return `No leak seen; ${used}`;
  }
  if (findings.length > 0) {
    const none = findings.some(({ code }) => code === LOST_BLOCKS) ? 'No objects leaked' : 'No leaks';
    return hasSelection(overview) ? 'No leak among the objects looked at, but findings' : certain ? `${none}, but findings` : 'No leak seen, but findings';
  }
  return certain ? 'No leaks, no misuse' : 'No leaks and no misuse seen, which is not certain';
}

function severities(overview: Overview): string {
  const findings = findingsOf(overview);
  const counts = ['error', 'warning', 'note'].map((name) => [name, findings.filter(({ severity }) => severity === name).length] as const);
  const words = counts.filter(([, number]) => number > 0).map(([name, number]) => plural(number, name));
  return findings.length === 0 ? '' : `${plural(findings.length, 'finding')}: ${words.join(', ')}`;
}

// Leaks by verdict, the most bytes first.
function byVerdict(overview: Overview): string {
  const sums = new Map<string, { objects: number; size: number }>();
  for (const { verdict: name, leak, objects, bytes: size } of partsOf(overview).flatMap(({ process }) => list(process.leaks))) {
    if (leak) {
      const sum = sums.get(name) ?? { objects: 0, size: 0 };
      sums.set(name, { objects: sum.objects + objects, size: sum.size + size });
    }
  }
  const sorted = [...sums].sort(([, a], [, b]) => b.size - a.size);
  return sorted.map(([name, { objects, size }]) => `${name.replaceAll('-', ' ')}: ${count(objects)}, ${bytes(size)}`).join(' · ');
}

// What the writer had no room for.
function leftOut({ limits }: Overview): string {
  const tables = [
    ['ticks_left_out', 'entries of ledgers'],
    ['pool_left_out', 'stays in the pool'],
    ['buffers_left_out', 'slot buffers'],
    ['diagnostics_left_out', 'diagnostics'],
    ['marks_left_out', 'marks'],
  ] as const;
  const words = tables.filter(([name]) => Number(limits[name] ?? 0) > 0).map(([name, what]) => `${count(Number(limits[name]))} ${what}`);
  return words.length === 0 ? '' : `Left out of this page for want of room: ${words.join(', ')}.`;
}

function compareWith(app: App): HTMLElement {
  const choice = fileChoice(app.compared === null ? 'Compare with another run…' : 'Compare with yet another run…', (files) => app.comparing.open(files));
  choice.classList.add('compare-with');
  return choice;
}

export function headline(app: App): HTMLElement {
  const { overview } = app;
  const told = doubts(overview);
  const limits = recordingLimits(overview);
  const ofSecond = (words: (second: Overview) => string[]): string[] => (app.compared === null ? [] : words(app.compared.overview).map((text) => `After: ${text}`));
  const left = leftOut(overview);
  const ends = onlyTheEnd(overview);
  const leaksByVerdict = byVerdict(overview);
  const state = findingsOf(overview).length > 0 ? 'bad' : told.length + limits.length > 0 ? 'doubtful' : 'good';
  return h(
    'header',
    { class: `headline ${state}` },
    ...[...told, ...ofSecond(doubts)].map((text) => h('p', { class: 'doubt', role: 'alert' }, text)),
    ...[...limits, ...ofSecond(recordingLimits)].map((text) => h('p', { class: 'limit' }, text)),
    ends === '' ? null : h('p', { class: 'muted' }, ends),
    overview.report === null ? null : h('h2', {}, verdict(overview, told.length + limits.length === 0)),
    h('p', { class: 'by-verdict' }, `${leaksByVerdict === '' || !hasSelection(overview) ? '' : 'Of the objects looked at: '}${leaksByVerdict}`),
    h('p', { class: 'muted' }, severities(overview)),
    left === '' ? null : h('p', { class: 'muted' }, left),
    compareWith(app),
  );
}
