// SPDX-License-Identifier: MIT
// What the numbers of the trace format stand for: tracepoints/values.def and tools/analyse/ledger.def.
export const KINDS = ['unknown', 'struct', 'tensor', 'vector'] as const;
export const DEVICES = ['cpu', 'cuda', 'metal'] as const;
export const FATES = ['alive', 'freed', 'pooled', 'destroyed', 'dropped', 'stale', 'unknown', 'ignored'] as const;
export const ALIVE = 0;
export const LEDGER = [
  'registered',
  'registered again',
  'taken over',
  'moved',
  'not moved',
  'acquired',
  'released',
  'scope left',
  'vector freed',
  'freed',
  'kept',
  'allocated',
  'freed by program',
  'used on another stream',
] as const;
