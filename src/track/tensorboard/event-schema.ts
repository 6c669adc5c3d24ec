import { Root, type Type } from 'protobufjs/light';

interface SchemaField {
  readonly type: string;
  readonly id: number;
  readonly rule?: 'repeated';
  readonly keyType?: 'string';
}

function field(type: string, id: number): SchemaField {
  return { type, id };
}

function list(type: string, id: number): SchemaField {
  return { type, id, rule: 'repeated' };
}

/** TensorFlow's Event and what the plugin `hparams` puts into it, by their field numbers. */
const messages = {
  Event: {
    wallTime: field('double', 1),
    step: field('int64', 2),
    fileVersion: field('string', 3),
    summary: field('Summary', 5),
  },
  Summary: { value: list('SummaryValue', 1) },
  SummaryValue: {
    tag: field('string', 1),
    simpleValue: field('float', 2),
    histo: field('HistogramProto', 5),
    tensor: field('TensorProto', 8),
    metadata: field('SummaryMetadata', 9),
  },
  HistogramProto: {
    min: field('double', 1),
    max: field('double', 2),
    num: field('double', 3),
    sum: field('double', 4),
    sumSquares: field('double', 5),
    bucketLimit: list('double', 6),
    bucket: list('double', 7),
  },
  TensorProto: { dtype: field('int32', 1), tensorShape: field('TensorShapeProto', 2) },
  TensorShapeProto: { dim: list('Dimension', 2) },
  Dimension: { size: field('int64', 1) },
  SummaryMetadata: { pluginData: field('PluginData', 1) },
  PluginData: { pluginName: field('string', 1), content: field('bytes', 2) },
  HParamsPluginData: {
    version: field('int32', 1),
    sessionStartInfo: field('SessionStartInfo', 3),
    sessionEndInfo: field('SessionEndInfo', 4),
  },
  SessionStartInfo: {
    hparams: { type: 'Value', id: 1, keyType: 'string' as const },
    groupName: field('string', 4),
    startTimeSecs: field('double', 5),
  },
  SessionEndInfo: { status: field('int32', 1), endTimeSecs: field('double', 2) },
  Value: {
    numberValue: field('double', 2),
    stringValue: field('string', 3),
    boolValue: field('bool', 4),
  },
};

let root: Root | null = null;

/** A message type, compiled on first use. */
export function eventType(name: 'Event' | 'HParamsPluginData'): Type {
  root ??= Root.fromJSON({
    nested: Object.fromEntries(Object.entries(messages).map(([key, fields]) => [key, { fields }])),
  });
  return root.lookupType(name);
}
