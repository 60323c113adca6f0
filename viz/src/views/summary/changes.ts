// SPDX-License-Identifier: MIT
// What became of the findings from the first trace to the second: they are the same where their keys are.
import type { Finding } from '../../format/report';
import { h } from '../../lib/dom';
import { plural } from '../../lib/format';
import type { App } from '../../state/app';
import { findingsOf } from '../../state/parts';
import type { Change } from './findings';

function changeOf(before: Finding, after: Finding | undefined): Change {
  if (after === undefined) {
    return { kind: 'gone', words: 'gone' };
  }
  const by = after.times - before.times;
  return by === 0 ? { kind: 'same', words: 'the same' } : { kind: by > 0 ? 'more' : 'less', words: `${by > 0 ? '+' : '−'}${plural(Math.abs(by), 'time')}` };
}

export function changesOfFindings({ overview, compared }: App): ReadonlyMap<string, Change> {
  if (compared === null) {
    return new Map();
  }
  const after = new Map(findingsOf(compared.overview).map((finding) => [finding.key, finding]));
  return new Map(findingsOf(overview).map((finding) => [finding.key, changeOf(finding, after.get(finding.key))]));
}

// Findings that the second trace alone has.
export function newFindings({ overview, compared }: App): HTMLElement | null {
  if (compared === null) {
    return null;
  }
  const known = new Set(findingsOf(overview).map(({ key }) => key));
  const added = findingsOf(compared.overview).filter(({ key }) => !known.has(key));
  const items = added.map((finding) =>
    h(
      'li',
      { class: `finding ${finding.severity === 'error' ? 'error' : 'warning'}` },
      h('p', { class: 'sentence' }, h('span', { class: 'severity' }, finding.severity), h('span', { class: 'change new' }, 'new'), finding.sentence),
      h('dl', { class: 'facts' }, h('dt', {}, 'fix'), h('dd', {}, finding.fix)),
    ),
  );
  const title = added.length === 0 ? 'No new findings in the second trace' : `${plural(added.length, 'new finding')} in the second trace`;
  return h('section', { class: 'new-findings' }, h('h3', {}, title), h('ol', { class: 'findings', label: title }, ...items));
}
