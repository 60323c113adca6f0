// SPDX-License-Identifier: MIT
// The findings, of all processes the most severe first: what happened, where to look, what to do.
import { NO_FILTER } from '../../engine/filter';
import { FATES } from '../../format/values';
import type { Finding } from '../../format/report';
import { button, h } from '../../lib/dom';
import { count, plural } from '../../lib/format';
import type { App } from '../../state/app';
import { closed } from '../as_table';
import { list, partsOf, type Part } from '../../state/parts';
import { placeLink, siteRow } from './places';

const SEVERITIES = ['error', 'warning', 'note'];

// Which finding it is of another trace, for comparing.
export interface Change {
  words: string;
  kind: 'new' | 'gone' | 'more' | 'less' | 'same';
}

async function showExample(app: App, part: Part, finding: Finding): Promise<void> {
  const found = await app.client.ask('find', { text: `#${finding.example}`, filter: NO_FILTER });
  const fitting = found.objects.find(({ site }) => site >= part.siteBase) ?? found.objects[0];
  app.store.set(fitting === undefined ? { notice: `Object ${count(finding.example)} is not in this file.` } : { selection: { what: 'object', row: fitting.row } });
}

// Objects of the same verdict that were made at the same place, in the table.
function showObjects(app: App, part: Part, finding: Finding): void {
  const verdict = (app.overview.names.verdict ?? []).indexOf(finding.code);
  const made = list(finding.places).find(({ role }) => role === 'first seen at');
  const place = siteRow(app, part, made?.place);
  const only = [verdict > 0 ? `verdict:${verdict}` : `end:${FATES.indexOf('alive')}`, ...(place > 0 ? [`place:${place}`] : [])].join();
  const options = { ...app.store.get().options, 'table.by': 'none', 'table.only': only, 'table.sort': '-bytes', 'table.text': '' };
  app.store.set({ view: 'table', options });
}

function actions(app: App, part: Part, finding: Finding): HTMLElement | null {
  const site = siteRow(app, part, finding.cause);
  const single = app.overview.objects > 0;
  const buttons = [
    single && finding.example > 0 ? button(`Object ${count(finding.example)}`, 'An example: its ledger and stack', () => void showExample(app, part, finding)) : null,
    single && finding.objects > 0 && finding.category === 'leak' ? button('All such objects', 'In the table', () => showObjects(app, part, finding)) : null,
    site > 0 ? button('Stack', 'The place to look at first, and what called it', () => app.store.set({ selection: { what: 'site', row: site } })) : null,
  ].filter((one) => one !== null);
  return buttons.length === 0 ? null : h('p', { class: 'actions' }, ...buttons);
}

function otherPlaces(app: App, part: Part, { key, places }: Finding): HTMLElement | null {
  const rows = list(places).flatMap(({ role, place }) => (place === null ? [] : [h('dt', {}, role), h('dd', {}, placeLink(app, part, place))]));
  return rows.length === 0 ? null : closed(app, `summary.seen.${part.row}/${key}`, 'Where else it was seen', h('dl', { class: 'facts' }, ...rows));
}

function severityOf({ severity }: Finding): string {
  return SEVERITIES.includes(severity) ? severity : 'note';
}

// Where it was found.
interface Found {
  part: Part;
  finding: Finding;
}

// Of one process they come as its report has them; of several the most severe first, of those the one of most bytes.
function inOrder(parts: readonly Part[]): Found[] {
  const all = parts.flatMap((part) => list(part.process.findings).map((finding) => ({ part, finding })));
  const rank = ({ finding }: Found): number => SEVERITIES.indexOf(severityOf(finding));
  return parts.length === 1 ? all : all.sort((a, b) => rank(a) - rank(b) || (b.finding.bytes || 0) - (a.finding.bytes || 0));
}

function findingItem(app: App, { part, finding }: Found, several: boolean, change: Change | null): HTMLElement {
  const severity = severityOf(finding);
  const { program, pid } = part.process.summary;
  return h(
    'li',
    { class: `finding ${severity}` },
    h(
      'p',
      { class: 'sentence' },
      h('span', { class: 'severity' }, severity),
      change === null ? null : h('span', { class: `change ${change.kind}` }, change.words),
      finding.sentence,
    ),
    h(
      'dl',
      { class: 'facts' },
      ...(several ? [h('dt', {}, 'in'), h('dd', {}, `${program}, process ${pid}`)] : []),
      ...(finding.cause === null ? [] : [h('dt', {}, 'cause'), h('dd', {}, placeLink(app, part, finding.cause))]),
      h('dt', {}, 'fix'),
      h('dd', {}, finding.fix),
      ...(finding.confidence === 'certain' ? [] : [h('dt', {}, 'confidence'), h('dd', { class: 'doubt' }, finding.confidence)]),
    ),
    actions(app, part, finding),
    otherPlaces(app, part, finding),
  );
}

const SHOWN = 50; // until more are asked for

export function findingList(app: App, changes: ReadonlyMap<string, Change>): HTMLElement | null {
  const parts = partsOf(app.overview);
  const all = inOrder(parts);
  const item = (found: Found): HTMLElement => findingItem(app, found, parts.length > 1, changes.get(found.finding.key) ?? null);
  if (all.length === 0) {
    return null;
  }
  const items = h('ol', { class: 'findings', label: 'Findings' }, ...all.slice(0, SHOWN).map(item));
  if (all.length > SHOWN) {
    const more = h('li', {});
    more.append(button(`Show ${plural(all.length - SHOWN, 'more finding')}`, 'Show all findings', () => more.replaceWith(...all.slice(SHOWN).map(item))));
    items.append(more);
  }
  return items;
}
