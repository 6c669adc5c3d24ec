import type { Histogram } from '../histogram';
import type { StoredEvent } from '../training-event';
import { eventType } from './event-schema';
import { tfRecord } from './record';

type SummaryValue = Readonly<Record<string, unknown>>;

/** `SessionEndInfo.status` of the plugin `hparams`. */
const statusCodes = { finished: 1, failed: 2, killed: 2 } as const;

function seconds(time: string): number {
  return Date.parse(time) / 1000;
}

function record(event: Readonly<Record<string, unknown>>): Buffer {
  const type = eventType('Event');
  return tfRecord(type.encode(type.create(event)).finish());
}

/** The first record of every event file. */
export function versionRecord(time: string): Buffer {
  return record({ wallTime: seconds(time), fileVersion: 'brain.Event:2' });
}

/** What `hparams` reads lies in the metadata of a value whose tensor is empty. */
function hparamsValue(tag: string, data: Readonly<Record<string, unknown>>): SummaryValue {
  const type = eventType('HParamsPluginData');
  const content = type.encode(type.create(data)).finish();
  return {
    tag: `_hparams_/${tag}`,
    metadata: { pluginData: { pluginName: 'hparams', content } },
    tensor: { dtype: 1, tensorShape: { dim: [{ size: 0 }] } },
  };
}

function hparamOf(value: unknown): SummaryValue {
  if (typeof value === 'boolean') return { boolValue: value };
  return typeof value === 'number' ? { numberValue: value } : { stringValue: String(value) };
}

function startOf(event: StoredEvent & { kind: 'started' }): SummaryValue[] {
  const settings = Object.entries(event.settings).filter(([, value]) => value !== null);
  if (settings.length === 0) return [];
  const hparams = Object.fromEntries(settings.map(([name, value]) => [name, hparamOf(value)]));
  const sessionStartInfo = { hparams, groupName: event.run, startTimeSecs: seconds(event.time) };
  return [hparamsValue('session_start_info', { sessionStartInfo })];
}

/** Numbers by their names; those that were not finite are null in a spool and have no place in a curve. */
function scalarsOf(values: Readonly<Record<string, number | null>>): SummaryValue[] {
  return Object.entries(values).flatMap(([tag, simpleValue]) =>
    simpleValue === null || !Number.isFinite(simpleValue) ? [] : [{ tag, simpleValue }],
  );
}

function histogramOf(tag: string, histogram: Histogram): SummaryValue {
  const { edges, counts, min, max, sum, sumOfSquares } = histogram;
  const num = counts.reduce((a, b) => a + b, 0);
  // a bucket is told by its upper limit; one that holds nothing says where the first begins
  const buckets = { bucketLimit: edges, bucket: [0, ...counts] };
  return { tag, histo: { min, max, num, sum, sumSquares: sumOfSquares, ...buckets } };
}

function valuesOf(event: StoredEvent, hasHparams: boolean): SummaryValue[] {
  if (event.kind === 'scalars') return scalarsOf(event.values);
  if (event.kind === 'histogram') return [histogramOf(event.name, event.histogram)];
  if (event.kind === 'started') return startOf(event);
  if (event.kind !== 'finished') return [];
  const sessionEndInfo = {
    status: statusCodes[event.status ?? 'finished'],
    endTimeSecs: seconds(event.time),
  };
  const end = hasHparams ? [hparamsValue('session_end_info', { sessionEndInfo })] : [];
  return [...scalarsOf(event.values), ...end];
}

/**
 * An event as a record of an event file; null for one that TensorBoard has no place for.
 * @param options.step of an event that has none itself
 * @param options.hasHparams whether the run's settings were written, so that its end belongs to a session
 */
export function encodeEvent(
  event: StoredEvent,
  options: { readonly step: number; readonly hasHparams: boolean },
): Buffer | null {
  const value = valuesOf(event, options.hasHparams);
  if (value.length === 0) return null;
  const step = 'step' in event ? event.step : options.step;
  return record({ wallTime: seconds(event.time), step, summary: { value } });
}
