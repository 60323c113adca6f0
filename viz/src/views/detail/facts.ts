// SPDX-License-Identifier: MIT
// Figures with their names, one below the other.
import { h } from '../../lib/dom';

export type Fact = [string, Node | string];

export function factList(facts: (Fact | null)[]): HTMLElement {
  const given = facts.filter((fact): fact is Fact => fact !== null);
  return h('dl', { class: 'facts' }, ...given.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}
