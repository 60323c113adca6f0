// SPDX-License-Identifier: MIT
// Every question that the page may ask of the worker: (engine, arguments) => answer, plain data or typed arrays.
import { find } from './find';
import { groups } from './groups';
import { hit, lanes, locate, picture, step } from './lanes';
import { mapFigures } from './map_figures';
import { buffer, residency } from './memory_rows';
import { object } from './object';
import { rows } from './rows';

export const queries = {
  buffer,
  find,
  groups,
  hit,
  lanes,
  locate,
  mapFigures,
  object,
  picture,
  residency,
  rows,
  step,
};

export type Queries = typeof queries;
