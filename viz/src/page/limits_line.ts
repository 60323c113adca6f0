// SPDX-License-Identifier: MIT
// What the recording lacks, above views that would be taken for the whole run; the summary tells all of it.
import { button, h } from '../lib/dom';
import { count } from '../lib/format';
import type { App } from '../state/app';
import { doubts } from '../views/summary/headline';
import { onlyTheEnd, recordingLimits } from '../views/summary/recording';

export function limitsLine(app: App): HTMLElement {
  const told = [...doubts(app.overview), ...recordingLimits(app.overview)];
  const more = told.length > 1 ? button(`and ${count(told.length - 1)} more, in the summary`, told.slice(1).join('\n'), () => app.store.set({ view: 'summary' })) : null;
  const element = h('p', { class: 'limits-line' }, [told[0] ?? '', onlyTheEnd(app.overview)].join(' '), more);
  element.hidden = told.length === 0;
  return element;
}
