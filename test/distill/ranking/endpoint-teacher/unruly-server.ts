import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A question as it arrived. */
export interface Request {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: {
    readonly model: string;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly logprobs?: boolean;
  };
}

/** How a request is answered: with a text of the model, or in a way that no server should. */
export type Behaviour = (request: Request, response: ServerResponse) => void;

/** What a well-behaved server says. */
export function say(content: string, more: object = {}): Behaviour {
  return (_, response) => {
    const choices = [{ message: { role: 'assistant', content }, ...more }];
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ choices, usage: { prompt_tokens: 100, completion_tokens: 10 } }));
  };
}

export function fail(status: number, headers: Record<string, string> = {}): Behaviour {
  return (_, response) => response.writeHead(status, headers).end('no');
}

/** Breaks off in the middle of an answer. */
export const cut: Behaviour = (_, response) => {
  response.writeHead(200, { 'content-length': 500 });
  response.write('{"choices": [');
  setTimeout(() => response.destroy(), 5);
};

/** Answers with a text that is no JSON. */
export const babble: Behaviour = (_, response) => response.end('<html>busy</html>');

/** Never answers. */
export const silence: Behaviour = () => {};

async function bodyOf(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of message) text += chunk;
  return text;
}

/** A server on this machine that behaves as told, request after request; also how many were open at once. */
export async function serve(behave: (request: Request, number: number) => Behaviour) {
  const requests: Request[] = [];
  const open = { now: 0, most: 0 };
  const server = createServer(async (message, response) => {
    open.most = Math.max(open.most, ++open.now);
    response.on('close', () => open.now--);
    const body = JSON.parse(await bodyOf(message));
    const request = { url: message.url ?? '', authorization: message.headers.authorization, body };
    behave(request, requests.push(request) - 1)(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, requests, open };
}
