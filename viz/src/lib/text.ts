// SPDX-License-Identifier: MIT
// Text that comes from the traced program, made safe to look at: nothing in it hides, reorders or overwrites its neighbours.

// Controls, bidirectional overrides and marks, zero-width and variation characters, line separators, tags, private use.
const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ue000-\uf8ff]|[\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;
// Marks that pile up on one letter reach into the lines above and below.
const PILED = /(\p{M}{3})\p{M}+/gu;

function spelled(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

export function visible(text: string): string {
  return text.replace(UNSEEN, spelled).replace(PILED, '$1…');
}

// At most `most` characters, the middle left out: paths differ at their ends.
export function shortened(text: string, most: number): string {
  if (text.length <= most) {
    return text;
  }
  const head = Math.floor((most - 1) / 3);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
}
