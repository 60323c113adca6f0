// SPDX-License-Identifier: MIT
// One opened trace in its worker: what queries work on.
import { decodeBase64 } from '../format/base64';
import { Container, isContainer } from '../format/container';
import { FormatError } from '../format/encodings';
import { isReport } from '../format/report';
import { FilterMask } from './filter';
import { Objects } from './objects';
import { overviewOfReport, readOverview, type Overview } from './overview';

export class Engine {
  private readonly made = new Map<string, Promise<unknown>>();

  private constructor(
    readonly overview: Overview,
    readonly objects: Objects,
    readonly container: Container | null,
    readonly mask = new FilterMask(objects.lifetimes),
  ) {}

  static async open(name: string, data: Uint8Array | string): Promise<Engine> {
    const bytes = typeof data === 'string' ? decodeBase64(data) : data;
    return isContainer(bytes) ? Engine.ofContainer(name, bytes) : Engine.ofReport(name, bytes);
  }

  private static async ofContainer(name: string, bytes: Uint8Array): Promise<Engine> {
    const container = new Container(bytes);
    const overview = await readOverview(container, name);
    const objects = await Objects.read(container, overview.duration);
    return new Engine(overview, objects, container);
  }

  private static ofReport(name: string, bytes: Uint8Array): Engine {
    let report: unknown;
    try {
      report = JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      throw new FormatError(`${name} is neither a tlview file nor a report.json`);
    }
    if (!isReport(report)) {
      throw new FormatError(`${name} is JSON, but no report of tlscope`);
    }
    return new Engine(overviewOfReport(report, name), Objects.none(), null);
  }

  // What is worked out once and kept.
  once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const value = (this.made.get(name) as Promise<T> | undefined) ?? make();
    this.made.set(name, value);
    return value;
  }
}
