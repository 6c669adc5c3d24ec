import { InputError } from '../../errors';

/** A place in a store of objects that speaks S3's language. */
export interface S3Place {
  readonly bucket: string;
  /** '' or ends in a slash. */
  readonly prefix: string;
}

export interface S3Settings {
  /** e.g. `https://s3.eu-central-1.amazonaws.com`, or a server of one's own; without a slash at its end. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of credentials that expire; null for others. */
  readonly sessionToken: string | null;
}

/**
 * @param address `s3://bucket` or `s3://bucket/any/prefix`
 * @throws InputError where it is neither
 */
export function s3Place(address: string): S3Place {
  const found = /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:\/([^?#]*))?$/.exec(address);
  if (found === null) throw new InputError(`expected an address as s3://bucket/prefix, found "${address}"`);
  const prefix = (found[2] ?? '').replace(/^\/+|\/+$/g, '');
  return { bucket: found[1], prefix: prefix === '' ? '' : `${prefix}/` };
}

/**
 * Settings from the variables that S3's own tools read: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN,
 * AWS_REGION (or AWS_DEFAULT_REGION), AWS_ENDPOINT_URL_S3 (or AWS_ENDPOINT_URL).
 * @throws InputError that names those that are missing
 */
export function s3Settings(variables: Readonly<Record<string, string | undefined>>): S3Settings {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = variables;
  if (!accessKeyId || !secretAccessKey)
    throw new InputError(
      'a store at s3://… needs the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, here and on the nodes',
    );
  const region = variables.AWS_REGION || variables.AWS_DEFAULT_REGION || 'us-east-1';
  const given = variables.AWS_ENDPOINT_URL_S3 || variables.AWS_ENDPOINT_URL;
  const endpoint = (given || `https://s3.${region}.amazonaws.com`).replace(/\/+$/, '');
  return {
    endpoint,
    region,
    accessKeyId,
    secretAccessKey,
    sessionToken: variables.AWS_SESSION_TOKEN || null,
  };
}
