import { Root, type Type } from 'protobufjs/light';

/** Codes of element types in TensorProto.DataType. */
export const elementCodes = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;

/** Codes in AttributeProto.AttributeType. */
export const attributeCodes = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** What stands in a file's header: every runtime of 2023 and later reads both. */
export const irVersion = 8;
export const opsetVersion = 17;

/** The messages of ONNX that an exported model needs, by the field numbers of the standard. */
const messages = {
  ModelProto: {
    irVersion: field('int64', 1),
    producerName: field('string', 2),
    producerVersion: field('string', 3),
    docString: field('string', 6),
    graph: field('GraphProto', 7),
    opsetImport: list('OperatorSetIdProto', 8),
    metadataProps: list('StringStringEntryProto', 14),
  },
  OperatorSetIdProto: { domain: field('string', 1), version: field('int64', 2) },
  StringStringEntryProto: { key: field('string', 1), value: field('string', 2) },
  GraphProto: {
    node: list('NodeProto', 1),
    name: field('string', 2),
    initializer: list('TensorProto', 5),
    docString: field('string', 10),
    input: list('ValueInfoProto', 11),
    output: list('ValueInfoProto', 12),
  },
  NodeProto: {
    input: list('string', 1),
    output: list('string', 2),
    name: field('string', 3),
    opType: field('string', 4),
    attribute: list('AttributeProto', 5),
  },
  AttributeProto: {
    name: field('string', 1),
    f: field('float', 2),
    i: field('int64', 3),
    s: field('bytes', 4),
    ints: list('int64', 8),
    type: field('int32', 20),
  },
  TensorProto: {
    dims: list('int64', 1),
    dataType: field('int32', 2),
    name: field('string', 8),
    rawData: field('bytes', 9),
  },
  ValueInfoProto: { name: field('string', 1), type: field('TypeProto', 2), docString: field('string', 3) },
  TypeProto: { tensorType: field('TensorTypeProto', 1) },
  TensorTypeProto: { elemType: field('int32', 1), shape: field('TensorShapeProto', 2) },
  TensorShapeProto: { dim: list('DimensionProto', 1) },
  DimensionProto: { dimValue: field('int64', 1), dimParam: field('string', 2) },
};

interface SchemaField {
  readonly type: string;
  readonly id: number;
  readonly rule?: 'repeated';
}

function field(type: string, id: number): SchemaField {
  return { type, id };
}

function list(type: string, id: number): SchemaField {
  return { type, id, rule: 'repeated' };
}

let modelType: Type | null = null;

/** ModelProto, compiled on first use; it reads what it wrote, so that tests can look into a file. */
export function onnxModelType(): Type {
  modelType ??= Root.fromJSON({
    nested: Object.fromEntries(Object.entries(messages).map(([name, fields]) => [name, { fields }])),
  }).lookupType('ModelProto');
  return modelType;
}
