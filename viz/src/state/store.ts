// SPDX-License-Identifier: MIT
// The one store: what is looked at, not what was recorded. Views read it, change it, and are told what changed.
import { ALL_DEVICES, ALL_KINDS, type Filter, type RangeMode } from '../engine/filter';

export interface Range {
  from: number;
  to: number;
}

export type Selection = { what: 'object' | 'site' | 'residency' | 'buffer' | 'deferred'; row: number };
export type Grouping = 'packed' | 'scope' | 'site' | 'kind' | 'size' | 'device';

export interface State {
  view: string;
  theme: 'auto' | 'light' | 'dark';
  range: Range | null; // brushed: everything is filtered to it
  mode: RangeMode;
  kinds: number; // bit mask
  devices: number; // likewise
  site: number | null;
  window: Range | null; // zoomed to, in views over time; null: all of it
  cursor: number | null; // a moment, nanoseconds
  selection: Selection | null;
  search: string;
  grouping: Grouping;
  map: 'pool' | 'buffers';
  compared: string; // file of the second trace: a browser does not open it again by itself
  swapped: boolean; // it is the one before
  options: Record<string, string>; // of single views, by "view.option"
  notice: string; // why something asked for could not be done; not in the URL
}

export type Key = keyof State;
type Listener = (changed: ReadonlySet<Key>) => void;

export const INITIAL: State = {
  view: 'summary',
  theme: 'auto',
  range: null,
  mode: 'alive',
  kinds: ALL_KINDS,
  devices: ALL_DEVICES,
  site: null,
  window: null,
  cursor: null,
  selection: null,
  search: '',
  grouping: 'packed',
  map: 'pool',
  compared: '',
  swapped: false,
  options: {},
  notice: '',
};

function same(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
}

export class Store {
  private state: State;
  private readonly listeners = new Set<Listener>();

  constructor(state: Partial<State> = {}) {
    this.state = { ...INITIAL, ...state };
  }

  get(): Readonly<State> {
    return this.state;
  }

  set(change: Partial<State>): void {
    const changed = (Object.keys(change) as Key[]).filter((key) => !same(this.state[key], change[key]));
    if (changed.length === 0) {
      return;
    }
    this.state = { ...this.state, ...change };
    const keys = new Set(changed);
    for (const listener of [...this.listeners]) {
      listener(keys);
    }
  }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  option(name: string, otherwise: string): string {
    return this.state.options[name] ?? otherwise;
  }

  setOption(name: string, value: string): void {
    this.set({ options: { ...this.state.options, [name]: value } });
  }

  filter(): Filter {
    const { range, mode, kinds, devices, site } = this.state;
    return { range, mode, kinds, devices, site };
  }
}

export const FILTER_KEYS: readonly Key[] = ['range', 'mode', 'kinds', 'devices', 'site'];

export function anyOf(changed: ReadonlySet<Key>, keys: readonly Key[]): boolean {
  return keys.some((key) => changed.has(key));
}
