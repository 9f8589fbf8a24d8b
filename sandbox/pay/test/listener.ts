import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Aes, Formatter, type KnownStandIn, Rsa } from './outside-client.ts';

export interface Heard {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A status, or a status and the text that Alipay wants to read. */
type Reply = number | [status: number, text: string];

/** A merchant's callback address that keeps what it hears and answers as told. */
export async function openListener(answer: (heard: Heard) => Reply = () => 204) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const message = { headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
      heard.push(message);
      const [status, text] = [answer(message)].flat() as [number, string?];
      response.writeHead(status).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    heard,
    url: `http://127.0.0.1:${port}/notify`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

export type Listener = Awaited<ReturnType<typeof openListener>>;

/** Whether the outside library finds the platform's signature good. */
export function isGenuine(standIn: KnownStandIn, { headers, body }: Heard): boolean {
  const signed = Formatter.response(String(headers['wechatpay-timestamp']), String(headers['wechatpay-nonce']), body);
  return Rsa.verify(signed, String(headers['wechatpay-signature']), standIn.merchant.platform_public_key_pem);
}

/** The resource inside a callback, opened by the outside library. */
// biome-ignore lint/suspicious/noExplicitAny: bodies of another program, looked at field by field
export function opened(standIn: KnownStandIn, { body }: Heard): any {
  const { resource } = JSON.parse(body);
  const { ciphertext, nonce, associated_data } = resource;
  return JSON.parse(Aes.AesGcm.decrypt(ciphertext, standIn.merchant.api_v3_key, nonce, associated_data));
}
