// SPDX-License-Identifier: MIT
// Sorting tens of millions of numbers by their bits: those of doubles from 0 on are in the order of their values.

const DIGIT = 0xffff;

function pass(words: Uint32Array, word: number, shift: number, from: Uint32Array, to: Uint32Array): boolean {
  const starts = new Uint32Array(DIGIT + 2);
  for (let i = 0; i < from.length; i++) {
    starts[((words[from[i] * 2 + word] >>> shift) & DIGIT) + 1]++;
  }
  if (starts.indexOf(from.length) > 0) {
    return false; // all alike in this digit
  }
  for (let i = 0; i < DIGIT; i++) {
    starts[i + 1] += starts[i];
  }
  for (let i = 0; i < from.length; i++) {
    to[starts[(words[from[i] * 2 + word] >>> shift) & DIGIT]++] = from[i];
  }
  return true;
}

// `order` sorted by value(i) >= 0, least first; what is alike stays in its order.
export function sortedBy(order: Uint32Array, value: (i: number) => number): Uint32Array {
  const top = order.reduce((most, i) => Math.max(most, i), -1) + 1;
  const keys = new Float64Array(top);
  for (const i of order) {
    keys[i] = Math.max(0, value(i)) + 0;
  }
  const words = new Uint32Array(keys.buffer);
  let from = Uint32Array.from(order);
  let to = new Uint32Array(order.length);
  for (const [word, shift] of [[0, 0], [0, 16], [1, 0], [1, 16]]) {
    if (pass(words, word, shift, from, to)) {
      [from, to] = [to, from];
    }
  }
  return from;
}
