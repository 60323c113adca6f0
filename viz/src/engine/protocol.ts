// SPDX-License-Identifier: MIT
// Messages between the page and its worker.
import type { Overview } from './overview';
import type { Queries } from './queries/index';

export type QueryName = keyof Queries;
export type Arguments<Name extends QueryName> = Parameters<Queries[Name]>[1];
export type Answer<Name extends QueryName> = Awaited<ReturnType<Queries[Name]>>;

export interface Opening {
  open: { name: string; data: Uint8Array | string };
}

export interface Question {
  id: number;
  query: QueryName;
  args: unknown;
}

export type FromPage = Opening | Question;

export type FromWorker =
  | { opened: Overview }
  | { id: number; answer: unknown }
  | { id: number; failure: string }
  | { id: -1; failure: string };
