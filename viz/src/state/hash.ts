// SPDX-License-Identifier: MIT
// The state in the URL's hash, so that a link or a reload shows the same. A hash is foreign text: each part is checked.
import { ALL_DEVICES, ALL_KINDS, type RangeMode } from '../engine/filter';
import { INITIAL, type Grouping, type Range, type Selection, type State } from './store';

const MODES: readonly RangeMode[] = ['alive', 'born', 'died'];
const GROUPINGS: readonly Grouping[] = ['packed', 'scope', 'site', 'kind', 'size', 'device'];
const SELECTIONS: readonly Selection['what'][] = ['object', 'site', 'residency', 'buffer', 'deferred'];
const THEMES: readonly State['theme'][] = ['auto', 'light', 'dark'];
const MAPS: readonly State['map'][] = ['pool', 'buffers'];
const OPTION = 'o.';

function oneOf<T extends string>(text: string | null, list: readonly T[]): T | undefined {
  return list.find((item) => item === text);
}

function asNumber(text: string | null | undefined): number | null {
  const number = Number(text ?? Number.NaN);
  return text && Number.isFinite(number) && number >= 0 ? number : null;
}

function asRange(text: string | null): Range | null {
  const [from, to] = (text ?? '').split('-').map(asNumber);
  return typeof from === 'number' && typeof to === 'number' && from < to ? { from, to } : null;
}

function asSelection(text: string | null): Selection | null {
  const [what, row] = (text ?? '').split(':');
  const known = oneOf(what ?? null, SELECTIONS);
  const number = asNumber(row);
  return known !== undefined && number !== null ? { what: known, row: Math.floor(number) } : null;
}

function optionsOf(parameters: URLSearchParams): Record<string, string> {
  const named = [...parameters].filter(([name]) => name.startsWith(OPTION));
  return Object.fromEntries(named.map(([name, value]) => [name.slice(OPTION.length), value]));
}

export function fromHash(hash: string): Partial<State> {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const kinds = asNumber(parameters.get('kinds'));
  const devices = asNumber(parameters.get('devices'));
  const view = parameters.get('view');
  return {
    ...(view !== null && /^[a-z]+$/.test(view) ? { view } : {}),
    theme: oneOf(parameters.get('theme'), THEMES) ?? INITIAL.theme,
    range: asRange(parameters.get('range')),
    mode: oneOf(parameters.get('mode'), MODES) ?? INITIAL.mode,
    kinds: kinds === null ? ALL_KINDS : kinds & ALL_KINDS,
    devices: devices === null ? ALL_DEVICES : devices & ALL_DEVICES,
    site: asNumber(parameters.get('site')),
    window: asRange(parameters.get('window')),
    cursor: asNumber(parameters.get('cursor')),
    selection: asSelection(parameters.get('selection')),
    search: parameters.get('search') ?? '',
    grouping: oneOf(parameters.get('rows'), GROUPINGS) ?? INITIAL.grouping,
    map: oneOf(parameters.get('map'), MAPS) ?? INITIAL.map,
    compared: parameters.get('compared') ?? '',
    swapped: parameters.get('swapped') === '1',
    options: optionsOf(parameters),
  };
}

function rangeText(range: Range | null): string {
  return range === null ? '' : `${Math.round(range.from)}-${Math.round(range.to)}`;
}

export function toHash(state: State): string {
  const parameters = new URLSearchParams();
  const put = (name: string, value: string, usual: string): void => {
    if (value !== usual) {
      parameters.set(name, value);
    }
  };
  put('view', state.view, '');
  put('theme', state.theme, INITIAL.theme);
  put('range', rangeText(state.range), '');
  put('mode', state.mode, INITIAL.mode);
  put('kinds', String(state.kinds), String(ALL_KINDS));
  put('devices', String(state.devices), String(ALL_DEVICES));
  put('site', state.site === null ? '' : String(state.site), '');
  put('window', rangeText(state.window), '');
  put('cursor', state.cursor === null ? '' : String(Math.round(state.cursor)), '');
  put('selection', state.selection === null ? '' : `${state.selection.what}:${state.selection.row}`, '');
  put('search', state.search, '');
  put('rows', state.grouping, INITIAL.grouping);
  put('map', state.map, INITIAL.map);
  put('compared', state.compared, '');
  put('swapped', state.swapped ? '1' : '', '');
  for (const [name, value] of Object.entries(state.options)) {
    put(OPTION + name, value, '');
  }
  return `#${parameters.toString()}`;
}

// What a step goes to: another view or selection, or into a group of the table.
function placeOf({ view, selection, options }: Partial<State>): string {
  return JSON.stringify([view, selection, options?.['table.by'], options?.['table.only'] || undefined]);
}

// Whether the state is at another place than the hash.
export function goneTo(hash: string, state: State): boolean {
  return placeOf(fromHash(hash)) !== placeOf(state);
}
