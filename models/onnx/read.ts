import { reject } from '../../edge/error.js';
import { readBytes } from '../../edge/files.js';
import {
  bytesOf,
  type Fields,
  floatsOf,
  integerOf,
  integersOf,
  messagesOf,
  parseFields,
  textOf,
  textsOf,
} from '../../edge/protobuf.js';
import type { Attribute, OnnxInput, OnnxModel, OnnxNode } from './model.js';
import { tensorName, tensorOf, typeName } from './tensor.js';

/**
 * Reads an .onnx file (gzipped or not) of the opsets 7 to 21. InputError where it is no whole ONNX model, and at tensors that
 * cannot be read, with file and name in it. Whether its nodes can be computed here is not looked at: that is `networkOfOnnx`.
 */
export const readOnnx = (path: string): OnnxModel => parseOnnx(readBytes(path), path);

/** TensorProto.DataType of what an input can hold: float, float16, double, bfloat16. Whole numbers would divide otherwise. */
const realTypes: ReadonlySet<number> = new Set([1, 10, 11, 16]);

const opsets = { least: 7, most: 21 };

/** As `readOnnx`, from the bytes; `file` is for the messages. Numbers of fields are those of onnx.proto. */
export function parseOnnx(bytes: Uint8Array, file: string): OnnxModel {
  const model = parseFields(bytes, `${file}: ONNX model`);
  const graph = messagesOf(model, 7, `${file}: graph`).at(-1);
  if (!graph || integerOf(model, 1, file) === undefined)
    return reject(file, 'found no graph with a version of ONNX', 'expected an ONNX model');
  const initializers = messagesOf(graph, 5, `${file}: initializer`).map(tensor => {
    const name = tensorName(tensor, `${file}: initializer`);
    return [name, tensorOf(tensor, `${file}: initializer ${name}`)] as const;
  });
  if (graph.has(15)) reject(`${file}: graph`, 'found sparse initializers', 'expected dense ones');
  const named = new Map(initializers);
  const twice = initializers.find(([name, tensor]) => named.get(name) !== tensor);
  if (twice) reject(`${file}: initializer ${twice[0]}`, 'is there twice', 'expected one of each name');
  return {
    opset: opsetOf(model, file),
    nodes: messagesOf(graph, 1, `${file}: node`).map(node => nodeOf(node, file)),
    initializers: named,
    // Files of older versions list the initializers among the inputs, too.
    inputs: messagesOf(graph, 11, `${file}: input`).filter(value => !named.has(textOf(value, 1, `${file}: input`))).map(value => inputOf(value, file)), // biome-ignore format: one thing
    outputs: messagesOf(graph, 12, `${file}: output`).map(value => textOf(value, 1, `${file}: output`)),
  };
}

function opsetOf(model: Fields, file: string): number {
  const where = `${file}: opset`;
  const own = messagesOf(model, 8, where).find(set => ['', 'ai.onnx'].includes(textOf(set, 1, where)));
  const version = own && integerOf(own, 2, where);
  return version !== undefined && version >= opsets.least && version <= opsets.most
    ? version
    : reject(where, `found ${version ?? 'none'}`, `expected ${opsets.least} to ${opsets.most}`);
}

function nodeOf(node: Fields, file: string): OnnxNode {
  const [name, op] = [textOf(node, 3, file), textOf(node, 4, file)];
  const where = `${file}: node ${name || op}`;
  const attributes = messagesOf(node, 5, where).map(attribute => {
    const own = textOf(attribute, 1, where);
    return [own, attributeOf(attribute, `${where}: ${own}`)] as const;
  });
  return {
    ...{ op, name, domain: textOf(node, 7, where) },
    ...{ inputs: textsOf(node, 1, where), outputs: textsOf(node, 2, where) },
    attributes: new Map(attributes),
  };
}

/** AttributeProto.AttributeType of a value by itself; writers whose format has no optional fields leave a zero out. */
const attributeTypes = { float: 1, int: 2, text: 3 } as const;

function attributeOf(attribute: Fields, where: string): Attribute {
  const tensor = messagesOf(attribute, 5, where).at(-1);
  const type = integerOf(attribute, 20, where);
  const int = integerOf(attribute, 3, where) ?? (type === attributeTypes.int ? 0 : undefined);
  const float = floatsOf(attribute, 2, 'float', where).at(-1) ?? (type === attributeTypes.float ? 0 : undefined);
  const text = bytesOf(attribute, 4, where).at(-1) ?? (type === attributeTypes.text ? new Uint8Array(0) : undefined);
  return {
    ...(int !== undefined && { int }),
    ...(float !== undefined && { float }),
    ...(text && { text: new TextDecoder().decode(text) }),
    ints: integersOf(attribute, 8, where).map(Number),
    floats: [...floatsOf(attribute, 7, 'float', where)],
    ...(tensor && { tensor: tensorOf(tensor, where) }),
  };
}

function inputOf(value: Fields, file: string): OnnxInput {
  const name = textOf(value, 1, `${file}: input`);
  const where = `${file}: input ${name}`;
  const tensor = messagesOf(value, 2, where).flatMap(type => messagesOf(type, 1, where)).at(-1); // biome-ignore format: one thing
  const type = tensor && integerOf(tensor, 1, where);
  if (type !== undefined && !realTypes.has(type))
    reject(where, `found numbers of type ${typeName(type)}`, 'expected float, double or float16');
  const shape = tensor && messagesOf(tensor, 2, where).at(-1);
  const sizes = shape && messagesOf(shape, 1, where).map(size => integerOf(size, 1, where) ?? (textOf(size, 2, where) || '?')); // biome-ignore format: one thing
  return { name, shape: sizes };
}
