// SPDX-License-Identifier: MIT
// Rows as tab-separated values, for spreadsheets.
import { visible } from '../../lib/text';
import type { TableColumn, TableRow } from './model';

// What a spreadsheet would take for a formula is made text: names come from the traced program.
function field(text: string): string {
  const plain = visible(text);
  return /^[=+\-@]/.test(plain) ? `'${plain}` : plain;
}

export function asTsv(columns: readonly TableColumn[], rows: readonly TableRow[]): string {
  const head = columns.map(({ title }) => title);
  const lines = rows.map(({ cells }) => cells.map(({ text, raw }) => (raw === undefined ? field(text) : String(raw))));
  return [head, ...lines].map((line) => line.join('\t')).join('\n') + '\n';
}
