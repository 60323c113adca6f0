// SPDX-License-Identifier: MIT
// The table of lifetimes: what every query needs is in memory, the rest is read when first asked for.
import type { Container } from '../format/container';
import type { Numbers } from '../format/encodings';
import { ALIVE } from '../format/values';

export interface Lifetimes {
  count: number;
  birth: Float64Array;
  death: Float64Array; // the trace's end for what is alive then
  size: Numbers;
  kind: Numbers;
  site: Uint32Array;
  end: Numbers; // fate; ALIVE: at the end of the trace
  device: Numbers | null; // null: all are on the CPU, as far as the file tells
}

export type Detail =
  | 'address'
  | 'number'
  | 'scope'
  | 'name'
  | 'freed'
  | 'device'
  | 'stream'
  | 'thread'
  | 'process'
  | 'verdict'
  | 'leaked';

async function readLifetimes(from: Container, traceEnd: number): Promise<Lifetimes> {
  const count = from.rows('object');
  const column = (name: string): Promise<Numbers> => from.numbers(`object.${name}`, count);
  const birth = new Float64Array(await column('birth'));
  const death = new Float64Array(await column('lifetime'));
  const end = await column('end');
  let last = traceEnd;
  for (let i = 0; i < count; i++) {
    death[i] += birth[i];
    last = Math.max(last, death[i]);
  }
  for (let i = 0; i < count; i++) {
    if (end[i] === ALIVE) {
      death[i] = last;
    }
  }
  return {
    count,
    birth,
    death,
    end,
    size: await column('size'),
    kind: await column('kind'),
    site: new Uint32Array(await column('site')),
    device: from.has('object.device') ? await column('device') : null,
  };
}

export class Objects {
  private readonly details = new Map<Detail, Promise<Numbers>>();

  private constructor(
    readonly lifetimes: Lifetimes,
    private readonly from: Container | null,
  ) {}

  static async read(from: Container, traceEnd: number): Promise<Objects> {
    return new Objects(await readLifetimes(from, traceEnd), from);
  }

  static none(): Objects {
    const no = new Float64Array(0);
    return new Objects({ count: 0, birth: no, death: no, size: no, kind: no, site: new Uint32Array(0), end: no, device: null }, null);
  }

  has(name: Detail): boolean {
    return this.from?.has(`object.${name}`) ?? false;
  }

  detail(name: Detail): Promise<Numbers> {
    let column = this.details.get(name);
    if (column === undefined) {
      const { count } = this.lifetimes;
      column = this.from === null ? Promise.resolve(new Float64Array(count)) : this.from.numbers(`object.${name}`, count);
      this.details.set(name, column);
    }
    return column;
  }
}
