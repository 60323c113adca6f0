// SPDX-License-Identifier: MIT
// The worker: opens one trace, then answers queries in order.
import { Engine } from './engine';
import type { FromPage, FromWorker, Question } from './protocol';
import { queries } from './queries/index';

let engine: Promise<Engine> | null = null;

function send(message: FromWorker): void {
  self.postMessage(message);
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function open(name: string, data: Uint8Array | string): Promise<void> {
  let told = false;
  engine = Engine.open(name, data, (overview) => {
    told = true;
    send({ opened: overview });
  });
  try {
    await engine;
  } catch (error) {
    if (!told) {
      send({ id: -1, failure: words(error) });
    }
  }
}

async function answer(question: Question): Promise<void> {
  try {
    if (engine === null) {
      throw new Error('no trace is open');
    }
    const query = queries[question.query] as (engine: Engine, args: unknown) => unknown;
    send({ id: question.id, answer: await query(await engine, question.args) });
  } catch (error) {
    send({ id: question.id, failure: words(error) });
  }
}

self.onmessage = (event: MessageEvent<FromPage>): void => {
  const message = event.data;
  void ('open' in message ? open(message.open.name, message.open.data) : answer(message));
};
