// SPDX-License-Identifier: MIT
// Summary: the findings first, then the run in figures.
import './summary.css';
import { fill, h } from '../../lib/dom';
import { hasTotalsOnly } from '../../engine/overview';
import { OneAtATime } from '../../lib/one_at_a_time';
import type { App } from '../../state/app';
import { GROUP_KEYS, tellFailure } from '../../state/both';
import { anyOf } from '../../state/store';
import type { Mounted, View } from '../view';
import { changesOfFindings, newFindings } from './changes';
import { deviceTable } from './devices';
import { figures } from './figures';
import { findingList } from './findings';
import { headline } from './headline';
import { kindTable } from './kinds';
import { lists } from './lists';

function mount(element: HTMLElement, app: App): Mounted {
  const kinds = h('section', { class: 'by-kind' });
  const findings = h('div', { class: 'summary-findings' }, findingList(app, changesOfFindings(app)), newFindings(app));
  const run = h('div', { class: 'summary-run' }, figures(app), deviceTable(app), kinds, ...lists(app));
  element.append(h('div', { class: 'summary' }, headline(app), findings, run));
  const asking = new OneAtATime(async () => {
    const table = app.overview.reportAlone || hasTotalsOnly(app.overview) ? null : await kindTable(app);
    return () => fill(kinds, table);
  }, tellFailure(app));
  void asking.ask();
  return {
    update: (changed) => {
      if (anyOf(changed, GROUP_KEYS)) {
        void asking.ask();
      }
    },
    unmount: () => asking.stop(),
  };
}

export const summaryView: View = { id: 'summary', title: 'Summary', strip: true, mount };
