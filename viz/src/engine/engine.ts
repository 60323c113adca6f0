// SPDX-License-Identifier: MIT
// One opened trace in its worker: what queries work on.
import { decodeBase64 } from '../format/base64';
import { Container, isContainer } from '../format/container';
import { FormatError } from '../format/encodings';
import { isReport, type Report } from '../format/report';
import { FilterMask } from './filter';
import { Objects } from './objects';
import { placesOf } from './places';
import { overviewOfReport, readOverview, type Overview } from './overview';

function parseReport(name: string, bytes: Uint8Array): Report {
  let report: unknown;
  try {
    report = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new FormatError(`${name} is neither a tlview file nor a report.json nor a page of tlscope view`);
  }
  if (!isReport(report)) {
    throw new FormatError(`${name} is JSON, but no report of tlscope`);
  }
  return report;
}

export class Engine {
  private readonly made = new Map<string, Promise<unknown>>();

  private constructor(
    readonly overview: Overview,
    readonly objects: Objects,
    readonly container: Container | null,
    readonly places = placesOf(overview.sites),
    readonly mask = new FilterMask(objects.lifetimes, places),
  ) {}

  // The overview is told as soon as it is read; objects take longer.
  static async open(name: string, data: Uint8Array | string, told: (overview: Overview) => void): Promise<Engine> {
    const bytes = typeof data === 'string' ? decodeBase64(data) : data;
    return isContainer(bytes) ? Engine.ofContainer(name, bytes, told) : Engine.ofReport(name, parseReport(name, bytes), told);
  }

  private static async ofContainer(name: string, bytes: Uint8Array, told: (overview: Overview) => void): Promise<Engine> {
    const container = new Container(bytes);
    const report = container.names().join() === 'report' ? await container.json('report') : null;
    if (isReport(report)) {
      return Engine.ofReport(name, report, told); // tlscope view was given a report, not a recording
    }
    const overview = await readOverview(container, name);
    told(overview);
    return new Engine(overview, await Objects.read(container, overview.duration), container);
  }

  private static ofReport(name: string, report: Report, told: (overview: Overview) => void): Engine {
    const overview = overviewOfReport(report, name);
    told(overview);
    return new Engine(overview, Objects.none(), null);
  }

  // What is worked out once and kept.
  once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const value = (this.made.get(name) as Promise<T> | undefined) ?? make();
    this.made.set(name, value);
    return value;
  }
}
