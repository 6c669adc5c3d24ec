import { InputError } from '../../../errors';
import { libraryVersion } from '../../../version';
import { attributeCodes, elementCodes, irVersion, onnxModelType, opsetVersion } from './onnx-schema';

/** One tensor of a graph. */
export interface GraphValue {
  readonly name: string;
}

/** An input or output as its reader must know it; a dimension by name may have any size. */
export interface GraphPort {
  readonly name: string;
  readonly type: 'float32' | 'int64';
  readonly shape: readonly (number | string)[];
  readonly about: string;
}

/** A graph as the bytes of an .onnx file, with what goes in and comes out. */
export interface OnnxModel {
  readonly bytes: Uint8Array;
  readonly inputs: readonly GraphPort[];
  readonly outputs: readonly GraphPort[];
}

/** Whole numbers, lists of them and words; `{ float }` where a number has a fraction by its nature. */
export type Attributes = Readonly<
  Record<string, number | string | readonly number[] | { readonly float: number }>
>;

type Message = Record<string, unknown>;

/** Beyond it, protocol buffers cannot hold a file. */
const MAX_BYTES = 2 ** 31 - 2 ** 20;

function bytesOf(values: Float32Array | BigInt64Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function attributeOf(name: string, value: Attributes[string]): Message {
  if (typeof value === 'string') return { name, s: Buffer.from(value, 'utf8'), type: attributeCodes.string };
  if (typeof value === 'number') return { name, i: value, type: attributeCodes.int };
  if ('float' in value) return { name, f: value.float, type: attributeCodes.float };
  return { name, ints: value, type: attributeCodes.ints };
}

function valueInfoOf({ name, type, shape, about }: GraphPort): Message {
  const dim = shape.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }));
  return {
    name,
    docString: about,
    type: { tensorType: { elemType: elementCodes[type], shape: { dim } } },
  };
}

/** Collects the nodes and weights of one ONNX graph, in the order in which they are computed. */
export class GraphBuilder {
  private readonly nodes: Message[] = [];
  private readonly initializers: Message[] = [];
  private readonly inputs: GraphPort[] = [];
  private readonly outputs: GraphPort[] = [];
  private readonly constants = new Map<string, GraphValue>();
  private readonly names = new Set<string>();
  private weightBytes = 0;
  private counter = 0;

  input(port: GraphPort): GraphValue {
    this.inputs.push(port);
    return { name: port.name };
  }

  output(value: GraphValue, port: GraphPort): void {
    this.outputs.push(port);
    this.nodes.push({
      ...{ opType: 'Identity', name: `output ${port.name}` },
      ...{ input: [value.name], output: [port.name] },
    });
  }

  /** A table or matrix, row-major. @throws InputError where the values do not fill the shape */
  weights(name: string, shape: readonly number[], values: Float32Array): GraphValue {
    // A prefix, as inputs have names of their own.
    return this.initializer(`weights ${name}`, shape, values, elementCodes.float32);
  }

  /** As `weights`, of row numbers. */
  indices(name: string, shape: readonly number[], values: Int32Array): GraphValue {
    return this.initializer(`indices ${name}`, shape, values, elementCodes.int32);
  }

  /** Small whole numbers: axes, sizes, row numbers. A scalar where `shape` is []. */
  integers(values: readonly number[], shape: readonly number[] = [values.length]): GraphValue {
    return this.constant(`i${shape}:${values}`, shape, BigInt64Array.from(values.map(BigInt)));
  }

  /** A number as a scalar. */
  number(value: number): GraphValue {
    return this.constant(`f:${value}`, [], Float32Array.of(value));
  }

  node(op: string, inputs: readonly (GraphValue | null)[], attributes: Attributes = {}): GraphValue {
    return this.nodeWithOutputs(op, inputs, attributes, 1)[0];
  }

  /** @param inputs null leaves an optional one out */
  nodeWithOutputs(
    op: string,
    inputs: readonly (GraphValue | null)[],
    attributes: Attributes,
    count: number,
  ): GraphValue[] {
    const name = `${op} ${++this.counter}`;
    const outputs = Array.from({ length: count }, (_, k) => ({ name: count === 1 ? name : `${name}.${k}` }));
    this.nodes.push({
      ...{ opType: op, name },
      input: inputs.map((value) => value?.name ?? ''),
      output: outputs.map((value) => value.name),
      attribute: Object.entries(attributes).map(([key, value]) => attributeOf(key, value)),
    });
    return outputs;
  }

  /**
   * The file. The same calls give the same bytes.
   * @param options.metadata strings that stand in the file's metadata_props, in their order
   * @throws InputError if the weights are more than one protocol buffer can hold
   */
  encode(options: {
    readonly name: string;
    readonly about: string;
    readonly metadata: Readonly<Record<string, string>>;
  }): OnnxModel {
    const { name, about, metadata } = options;
    if (this.weightBytes > MAX_BYTES) {
      throw new InputError(
        `${name}: expected at most ${MAX_BYTES} bytes of weights, as much as an ONNX file holds, found ${this.weightBytes}; export a smaller student`,
      );
    }
    const type = onnxModelType();
    const bytes = type
      .encode({
        ...{ irVersion, producerName: 'recdistill', producerVersion: libraryVersion, docString: about },
        graph: {
          ...{ name, node: this.nodes, initializer: this.initializers },
          input: this.inputs.map(valueInfoOf),
          output: this.outputs.map(valueInfoOf),
        },
        opsetImport: [{ domain: '', version: opsetVersion }],
        metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      })
      .finish();
    return { bytes, inputs: this.inputs, outputs: this.outputs };
  }

  private constant(key: string, shape: readonly number[], values: Float32Array | BigInt64Array): GraphValue {
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const code = values instanceof Float32Array ? elementCodes.float32 : elementCodes.int64;
    const value = this.initializer(`constant ${this.constants.size + 1}`, shape, values, code);
    this.constants.set(key, value);
    return value;
  }

  private initializer(
    name: string,
    shape: readonly number[],
    values: Float32Array | BigInt64Array | Int32Array,
    dataType: number,
  ): GraphValue {
    const size = shape.reduce((product, length) => product * length, 1);
    if (size !== values.length) {
      throw new InputError(
        `${name}: expected ${size} values for [${shape.join(', ')}], found ${values.length}; was the model changed by hand?`,
      );
    }
    if (this.names.has(name)) throw new Error(`GraphBuilder: two tensors named "${name}"`);
    this.names.add(name);
    this.weightBytes += values.byteLength;
    this.initializers.push({ name, dims: shape, dataType, rawData: bytesOf(values) });
    return { name };
  }
}
