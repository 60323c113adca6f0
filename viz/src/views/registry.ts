// SPDX-License-Identifier: MIT
// The views, in the order of their tabs and keys.
import { flameView } from './flame/view';
import { lifetimesView } from './lifetimes/view';
import { mapView } from './map/view';
import { scopesView } from './scopes/view';
import { summaryView } from './summary/view';
import { tableView } from './table/view';
import { timelineView } from './timeline/view';
import type { View } from './view';

export const VIEWS: readonly View[] = [summaryView, timelineView, lifetimesView, mapView, flameView, tableView, scopesView];
