// SPDX-License-Identifier: MIT
// The page's side of a worker: one for each opened trace.
import type { Overview } from './overview';
import type { Answer, Arguments, FromWorker, QueryName } from './protocol';
import EngineWorker from './worker?worker&inline';

interface Waiting {
  resolve: (answer: never) => void;
  reject: (reason: Error) => void;
}

export class Client {
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;

  private constructor(
    private readonly worker: Worker,
    readonly overview: Overview,
  ) {
    worker.onmessage = (event: MessageEvent<FromWorker>): void => this.settle(event.data);
  }

  static open(name: string, data: Uint8Array | string): Promise<Client> {
    const worker = new EngineWorker();
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        worker.terminate();
        reject(new Error(why));
      };
      worker.onerror = (event): void => fail(event.message || 'the worker that reads the data could not start');
      worker.onmessage = (event: MessageEvent<FromWorker>): void => {
        const message = event.data;
        if ('opened' in message) {
          resolve(new Client(worker, message.opened));
        } else if ('failure' in message) {
          fail(message.failure);
        }
      };
      worker.postMessage({ open: { name, data } }, typeof data === 'string' ? [] : [data.buffer]);
    });
  }

  private settle(message: FromWorker): void {
    if (!('id' in message)) {
      return;
    }
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if ('failure' in message) {
      waiting?.reject(new Error(message.failure));
    } else {
      waiting?.resolve(message.answer as never);
    }
  }

  ask<Name extends QueryName>(query: Name, args: Arguments<Name>): Promise<Answer<Name>> {
    const id = ++this.asked;
    return new Promise<Answer<Name>>((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      this.worker.postMessage({ id, query, args });
    });
  }

  close(): void {
    this.worker.terminate();
  }
}
