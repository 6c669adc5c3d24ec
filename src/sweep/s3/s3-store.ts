import type { SweepStore } from '../store';
import { Bucket } from './bucket';
import { type S3Settings, s3Place } from './s3-place';

const asText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const asBytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'utf8'));

/**
 * What was taken away is an object without content: every such store can write on the condition that an object is
 * still the known one, only few can delete on that condition.
 */
const gone = new Uint8Array(0);

/**
 * A sweep in a store of objects: Amazon's S3, or any that speaks its language and honours `If-None-Match: *` and
 * `If-Match` on writes (MinIO, Ceph, R2 and others do).
 * @param options.address `s3://bucket/prefix`
 */
export function s3Store(options: { readonly address: string; readonly settings: S3Settings }): SweepStore {
  const { bucket: name, prefix } = s3Place(options.address);
  const bucket = new Bucket(options.settings, name);
  const keyOf = (part: string): string => prefix + part;

  const find = async (part: string) => {
    const found = await bucket.get(keyOf(part));
    return found === null
      ? null
      : { etag: found.etag, text: found.bytes.length === 0 ? null : asText(found.bytes) };
  };

  return {
    place: options.address,
    locate: (part) => `s3://${name}/${keyOf(part)}`,
    read: async (part) => (await find(part))?.text ?? null,
    list: async (folder) => {
      const under = keyOf(`${folder}/`);
      const all = await bucket.list(under);
      return all
        .filter(({ sizeBytes }) => sizeBytes > 0)
        .map(({ key }) => key.slice(under.length))
        .filter((rest) => rest !== '' && !rest.includes('/'));
    },
    create: async (part, text) => {
      if (await bucket.put(keyOf(part), asBytes(text), 'absent')) return true;
      const found = await find(part);
      if (found === null || found.text !== null) return false;
      return bucket.put(keyOf(part), asBytes(text), { etag: found.etag });
    },
    replace: async (part, text) => {
      await bucket.put(keyOf(part), asBytes(text), null);
    },
    swap: async (part, known, next) => {
      const found = await find(part);
      if (found === null || found.text !== known) return false;
      return bucket.put(keyOf(part), next === null ? gone : asBytes(next), { etag: found.etag });
    },
  };
}
