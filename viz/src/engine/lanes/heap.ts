// SPDX-License-Identifier: MIT
// A binary heap: the value of the least key first.
export class MinHeap {
  private readonly keys: number[] = [];
  private readonly values: number[] = [];

  get size(): number {
    return this.keys.length;
  }

  get leastKey(): number {
    return this.keys[0];
  }

  push(key: number, value: number): void {
    const { keys, values } = this;
    let at = keys.length;
    keys.push(key);
    values.push(value);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[parent] <= key) {
        break;
      }
      keys[at] = keys[parent];
      values[at] = values[parent];
      at = parent;
    }
    keys[at] = key;
    values[at] = value;
  }

  // The heap is not empty.
  pop(): number {
    const { keys, values } = this;
    const top = values[0];
    const key = keys.pop() as number;
    const value = values.pop() as number;
    const count = keys.length;
    let at = 0;
    while (count > 0) {
      let child = 2 * at + 1;
      if (child >= count) {
        break;
      }
      if (child + 1 < count && keys[child + 1] < keys[child]) {
        child++;
      }
      if (keys[child] >= key) {
        break;
      }
      keys[at] = keys[child];
      values[at] = values[child];
      at = child;
    }
    if (count > 0) {
      keys[at] = key;
      values[at] = value;
    }
    return top;
  }
}
