import { bytesField, floatField, integerField, message } from './protobuf';

/** An output of an op in a graph under construction: `name`, or `name:1` for the second. */
export type GraphNode = string;

/** Numbers of TensorFlow's types.proto and of attr_value.proto's fields. */
const dataTypes = { float32: 1, int32: 3 } as const;
const attributeFields = { text: 2, integer: 3, float: 4, boolean: 5, type: 6, shape: 7, tensor: 8 } as const;

/** Values of op attributes. */
export const graphAttribute = {
  type: (type: keyof typeof dataTypes): Buffer => integerField(attributeFields.type, dataTypes[type]),
  boolean: (value: boolean): Buffer => integerField(attributeFields.boolean, value ? 1 : 0),
  integer: (value: number): Buffer => integerField(attributeFields.integer, value),
  text: (value: string): Buffer => bytesField(attributeFields.text, value),
};

function shapeMessage(shape: readonly number[]): Buffer {
  return message(...shape.map((size) => bytesField(2, integerField(1, size))));
}

const float32 = { T: graphAttribute.type('float32') };

/** Writes a TensorFlow graph, op by op. Inputs must be made before the ops that read them. */
export class GraphBuilder {
  private readonly nodes: Buffer[] = [];

  /**
   * A value that is fed when the graph runs.
   * @param shape lengths of the axes, -1 where any will do; TensorFlow plans with what it is told
   */
  placeholder(name: string, type: keyof typeof dataTypes, shape: readonly number[]): GraphNode {
    const known = bytesField(attributeFields.shape, shapeMessage(shape));
    return this.named(name, 'Placeholder', { dtype: graphAttribute.type(type), shape: known }, []);
  }

  op(op: string, attributes: Readonly<Record<string, Buffer>>, inputs: readonly GraphNode[]): GraphNode {
    return this.named(`${op}_${this.nodes.length}`, op, attributes, inputs);
  }

  /** An op of single precision that knows no other attribute than its type. */
  float(op: string, ...inputs: readonly GraphNode[]): GraphNode {
    return this.op(op, float32, inputs);
  }

  /** A float32 scalar. */
  scalar(value: number): GraphNode {
    return this.constant('float32', [], floatField(5, value));
  }

  /** An int32 vector. */
  integers(values: readonly number[]): GraphNode {
    return this.constant(
      'int32',
      [values.length],
      bytesField(4, Buffer.from(Int32Array.from(values).buffer)),
    );
  }

  /** Gives an output a name of its own, by which it is fetched. */
  output(name: string, node: GraphNode): void {
    this.named(name, 'Identity', float32, [node]);
  }

  /** The graph as TensorFlow's saved_model.pb. */
  savedModel(): Buffer {
    const schemaVersion = integerField(1, 1);
    const tags = bytesField(1, bytesField(4, 'serve'));
    const producer = bytesField(4, integerField(1, 1994));
    const graph = bytesField(2, message(...this.nodes, producer));
    return message(schemaVersion, bytesField(2, message(tags, graph)));
  }

  private constant(type: keyof typeof dataTypes, shape: readonly number[], content: Buffer): GraphNode {
    const tensor = message(integerField(1, dataTypes[type]), bytesField(2, shapeMessage(shape)), content);
    const value = bytesField(attributeFields.tensor, tensor);
    return this.op('Const', { dtype: graphAttribute.type(type), value }, []);
  }

  private named(
    name: string,
    op: string,
    attributes: Readonly<Record<string, Buffer>>,
    inputs: readonly GraphNode[],
  ): GraphNode {
    const entries = Object.entries(attributes).map(([key, value]) =>
      bytesField(5, message(bytesField(1, key), bytesField(2, value))),
    );
    const reads = inputs.map((input) => bytesField(3, input));
    this.nodes.push(bytesField(1, message(bytesField(1, name), bytesField(2, op), ...reads, ...entries)));
    return name;
  }
}
