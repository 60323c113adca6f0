// SPDX-License-Identifier: MIT
import type { State } from '../state/store';

const NEXT: Record<State['theme'], State['theme']> = { auto: 'dark', dark: 'light', light: 'auto' };

export function nextTheme(theme: State['theme']): State['theme'] {
  return NEXT[theme];
}

export function applyTheme(theme: State['theme']): void {
  if (theme === 'auto') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
}

// Calls back when the system's own theme changes.
export function onSystemTheme(changed: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
}
