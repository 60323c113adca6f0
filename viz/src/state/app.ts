// SPDX-License-Identifier: MIT
// What every view is given: the opened traces, the store, the colours of the theme.
import type { Client } from '../engine/client';
import type { Overview } from '../engine/overview';
import type { Palette } from '../lib/palette';
import type { Store } from './store';
import type { TimeAxis } from './time_axis';

// Comparing with a second trace, which opens, closes or changes places with the first.
export interface Comparing {
  open(files: File[]): void;
  swap(): void;
  end(): void;
}

export interface App {
  readonly store: Store;
  readonly client: Client;
  readonly overview: Overview; // client.overview
  readonly compared: Client | null; // the second trace, to compare with
  readonly comparing: Comparing;
  readonly axis: TimeAxis;
  palette: Palette;
}
