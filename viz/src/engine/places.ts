// SPDX-License-Identifier: MIT
// Sites that differ in their stacks alone are one place to people.
import type { SiteTable } from '../format/tables';

// The row that stands for the place of each site.
export function placesOf({ place, rows }: SiteTable): Uint32Array {
  const places = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    places[row] = place[row] > 0 && place[row] < rows ? place[row] : row;
  }
  return places;
}

export function placeOf(places: Uint32Array, site: number): number {
  return site < places.length ? places[site] : site;
}
