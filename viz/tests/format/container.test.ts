// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBase64 } from '../../src/format/base64';
import { Container } from '../../src/format/container';
import { decodeDelta, decodeVarint, FormatError } from '../../src/format/encodings';
import { delta, varint, writeContainer } from '../support/writer';

const EDGES = [0, 1, 127, 128, 16383, 16384, 2 ** 28 - 1, 2 ** 28, 2 ** 31, 2 ** 32 + 5, 2 ** 47, Number.MAX_SAFE_INTEGER];

test('varints of every length come back', () => {
  assert.deepEqual([...decodeVarint(varint(EDGES), EDGES.length)], EDGES);
});

test('deltas of both signs come back', () => {
  const values = [5, 3, 0x7fff00001000, 0x10, 0x7fff00001000, 2 ** 52 - 1, 0];
  assert.deepEqual([...decodeDelta(delta(values), values.length)], values);
});

test('a varint that is cut or too large is refused', () => {
  assert.throws(() => decodeVarint(Uint8Array.of(0x80, 0x80), 1), FormatError);
  assert.throws(() => decodeVarint(Uint8Array.of(1), 2), FormatError);
  assert.throws(() => decodeVarint(new Uint8Array(9).fill(0xff), 1), FormatError);
});

test('columns of every encoding are read, unknown ones are zeros', async () => {
  const numbers = [3, 1, 4, 1, 5, 9, 2, 6, 300, 70000];
  const container = new Container(
    writeContainer([
      { name: 'report', encoding: 'json', values: { text: 'ü\u202e</script>' } },
      { name: 'a.v', encoding: 'varint', values: numbers },
      { name: 'a.d', encoding: 'delta', values: numbers },
      { name: 'a.f', encoding: 'f64', values: [0.5, -1, ...numbers.slice(2)] },
      { name: 'b.u', encoding: 'u8', values: [1, 2, 255] },
    ]),
  );
  assert.deepEqual(await container.json('report'), { text: 'ü\u202e</script>' });
  assert.deepEqual([...(await container.numbers('a.v', 10))], numbers);
  assert.deepEqual([...(await container.numbers('a.d', 10))], numbers);
  assert.equal((await container.numbers('a.f', 10))[0], 0.5);
  assert.deepEqual([...(await container.numbers('b.u', 3))], [1, 2, 255]);
  assert.deepEqual([...(await container.numbers('b.missing', 3))], [0, 0, 0]);
  assert.equal(container.rows('a'), 10);
  assert.equal(container.rows('nothing'), 0);
});

test('damaged files are refused in words, whatever byte is damaged', async () => {
  const whole = writeContainer([{ name: 'a.v', encoding: 'varint', values: Array.from({ length: 500 }, (_, i) => i % 7) }]);
  for (let at = 0; at < whole.length; at++) {
    const damaged = Uint8Array.from(whole);
    damaged[at] ^= 0x55;
    try {
      await new Container(damaged).numbers('a.v', 500);
    } catch (error) {
      assert.ok(error instanceof FormatError, `byte ${at}: ${String(error)}`);
    }
  }
  for (let length = 0; length < whole.length; length += 3) {
    await assert.rejects(async () => {
      const container = new Container(whole.subarray(0, length));
      await container.numbers('a.v', 500);
    }, FormatError);
  }
});

test('base64 is read with white space in it, and damage is told', () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37) & 255);
    const text = Buffer.from(bytes).toString('base64').replace(/(.{20})/g, '$1\n  ');
    assert.deepEqual(decodeBase64(text), bytes);
  }
  assert.throws(() => decodeBase64('AA<A'), FormatError);
});
