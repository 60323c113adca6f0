// SPDX-License-Identifier: MIT
// The devices that objects are on: 0 is the CPU, 1 and 2 are CUDA and Metal devices of which nobody told which one they are.
import type { Overview } from '../engine/overview';
import { DEVICES } from '../format/values';
import type { ColourName } from '../lib/palette';
import { largest } from '../lib/series';

export interface Device {
  number: number;
  name: string;
  series: string; // bytes alive on it over time
  colour: ColourName;
}

const KIND_COLOURS: readonly ColourName[] = ['--host', '--cuda', '--metal'];
const COLOURS: readonly ColourName[] = ['--gpu-a', '--gpu-b', '--gpu-c', '--gpu-d'];

export function deviceName({ names }: Overview, number: number): string {
  return names.device?.[number] ?? DEVICES[number] ?? `device ${number}`;
}

export function deviceSeries(number: number): string {
  return `device.${DEVICES[number] ?? number}`;
}

// Those that something was alive on.
export function devicesOf(overview: Overview): Device[] {
  const { values } = overview.series;
  const count = Math.max(DEVICES.length, overview.names.device?.length ?? 0);
  const all = Array.from({ length: count }, (_, number) => ({
    number,
    name: deviceName(overview, number),
    series: deviceSeries(number),
    colour: KIND_COLOURS[number] ?? COLOURS[(number - DEVICES.length) % COLOURS.length],
  }));
  return all.filter(({ series }) => values[series] !== undefined && largest(values[series]) > 0);
}

// Whether anything was on another device than the CPU: else nothing is split by them.
export function hasDevices(overview: Overview): boolean {
  return devicesOf(overview).some(({ number }) => number > 0);
}

// "0x7f…" of object.stream.
export function streamName(value: number): string {
  return value === 0 ? '–' : value === 1 ? 'default' : `0x${(value - 1).toString(16)}`;
}

// "on cuda:0, stream 0x70"; nothing of what is on the CPU.
export function deviceWords(overview: Overview, number: number, stream: number): string {
  return number === 0 ? '' : `on ${deviceName(overview, number)}${stream === 0 ? '' : `, stream ${streamName(stream)}`}`;
}
