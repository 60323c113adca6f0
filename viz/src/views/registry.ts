// SPDX-License-Identifier: MIT
// The views, in the order of their tabs and keys.
import { timelineView } from './timeline/view';
import type { View } from './view';

export const VIEWS: readonly View[] = [timelineView];
