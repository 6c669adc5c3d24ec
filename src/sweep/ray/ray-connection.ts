import type { Agent } from 'node:http';
import { InputError } from '../../errors';

/** How the head of a Ray cluster is reached. */
export interface RayConnection {
  /** e.g. `http://head:8265`, without a slash at its end. */
  readonly url: string;
  /** Sent with every request, e.g. `{ authorization: 'Bearer …' }` where the cluster asks for a token. */
  readonly headers: Readonly<Record<string, string>>;
  /** For one answer. */
  readonly timeoutMs: number;
  /** A head that gives no answer is asked again for so long, then an error says so. */
  readonly patienceMs: number;
  /** Before the second try; it doubles up to ten seconds. */
  readonly firstPauseMs: number;
  /** Keeps connections open between requests; of the address's scheme. */
  readonly agent: Agent;
}

/** The port of Ray's dashboard, which serves the Jobs interface. */
const dashboardPort = 8265;

/**
 * The address that requests go to.
 * @param address `ray://host`, `ray://host:8265`, `http://…` or `https://…`, with a path where a proxy has one
 * @throws InputError where it is none of these, or names Ray's client port 10001, which speaks another protocol
 */
export function rayUrl(address: string): string {
  const found = /^(ray|https?):\/\/([^/?#@\s]+)(\/[^?#\s]*)?$/.exec(address);
  if (found === null)
    throw new InputError(
      `ray: expected an address as ray://host:${dashboardPort} or https://host/path, found "${address.replace(/\/\/[^/@]*@/, '//…@')}"`,
    );
  const [, scheme, host, path] = found;
  if (scheme === 'ray' && host.endsWith(':10001'))
    throw new InputError(
      `ray: ${address} is the port of Ray's Python client; jobs go to the dashboard's, ${dashboardPort} unless the head was started with another`,
    );
  const withPort = scheme === 'ray' && !/:\d+$/.test(host) ? `${host}:${dashboardPort}` : host;
  return `${scheme === 'ray' ? 'http' : scheme}://${withPort}${(path ?? '').replace(/\/+$/, '')}`;
}
