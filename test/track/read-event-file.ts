import { readFileSync } from 'node:fs';

/** CRC-32C (Castagnoli), bit by bit. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** What TFRecord files store in place of the checksum itself. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** The records of a TFRecord file: length, its checksum, bytes, their checksum. */
function recordsOf(file: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    const data = file.subarray(at + 12, at + 12 + length);
    if (file.readUInt32LE(at + 8) !== maskedCrc(file.subarray(at, at + 8)))
      throw new Error(`length at ${at}`);
    if (file.readUInt32LE(at + 12 + length) !== maskedCrc(data)) throw new Error(`record at ${at}`);
    records.push(data);
    at += 16 + length;
  }
  return records;
}

type Field = readonly [number: number, value: number | Buffer];

/** The fields of a protocol buffer's message; varints as numbers, all else as bytes. */
function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = message[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const kind = key & 7;
    if (kind === 0) {
      fields.push([key >>> 3, varint()]);
      continue;
    }
    const length = kind === 1 ? 8 : kind === 5 ? 4 : varint();
    fields.push([key >>> 3, message.subarray(at, at + length)]);
    at += length;
  }
  return fields;
}

const all = (message: Buffer, wanted: number) =>
  fieldsOf(message)
    .filter(([number]) => number === wanted)
    .map(([, value]) => value);

/** A summary value's number, `simple_value` (2). */
function scalarOf(value: Buffer): number {
  const [simple] = all(value, 2);
  if (simple !== undefined) return (simple as Buffer).readFloatLE(0);
  throw new Error('expected simple_value');
}

/** Whether a value is a number, and no histogram (5) and no metadata (9) of a plugin. */
const isScalar = (value: Buffer) => all(value, 5).length + all(value, 9).length === 0;

/** [step, value] of each scalar by its tag; written from the formats' definitions, with every checksum verified. */
export function readEventFile(path: string): Record<string, [number, number][]> {
  const scalars: Record<string, [number, number][]> = {};
  for (const event of recordsOf(readFileSync(path))) {
    const step = (all(event, 2)[0] ?? 0) as number;
    const values = (all(event, 5) as Buffer[]).flatMap((summary) => all(summary, 1) as Buffer[]);
    for (const value of values.filter(isScalar)) {
      const tag = String(all(value, 1)[0]);
      scalars[tag] ??= [];
      scalars[tag].push([step, scalarOf(value)]);
    }
  }
  return scalars;
}
