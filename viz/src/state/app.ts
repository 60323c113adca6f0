// SPDX-License-Identifier: MIT
// What every view is given: the opened traces, the store, the colours of the theme.
import type { Client } from '../engine/client';
import type { Overview } from '../engine/overview';
import type { Palette } from '../lib/palette';
import type { Store } from './store';

export interface App {
  readonly store: Store;
  readonly client: Client;
  readonly overview: Overview; // client.overview
  readonly compared: Client | null; // the second trace, to compare with
  palette: Palette;
}
