// SPDX-License-Identifier: MIT
// Every question that the page may ask of the worker: (engine, arguments) => answer, plain data or typed arrays.
import { find } from './find';
import { hit, lanes, locate, picture, step } from './lanes';
import { mapFigures } from './map_figures';
import { object } from './object';

export const queries = {
  find,
  hit,
  lanes,
  locate,
  mapFigures,
  object,
  picture,
  step,
};

export type Queries = typeof queries;
