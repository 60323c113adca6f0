// SPDX-License-Identifier: MIT
// Every question that the page may ask of the worker: (engine, arguments) => answer, plain data or typed arrays.
import { object } from './object';

export const queries = {
  object,
};

export type Queries = typeof queries;
