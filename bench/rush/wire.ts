/** One account's connection, by hand on a socket: asks are written when they are due, answers come back in order. */
import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  code: string | undefined;
  body: string;
}
type Heard = (answer: Answer) => void;

export class Wire {
  readonly #socket: Socket;
  readonly #waiting: Heard[] = [];
  #text = '';
  isLost = false;
  readonly open: Promise<void>;

  constructor(port: number, localAddress: string) {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    this.#socket = socket;
    socket.setNoDelay(true).setEncoding('latin1');
    this.open = new Promise((resolve) => {
      socket.once('connect', () => resolve());
      socket.once('error', () => resolve());
    });
    socket.on('error', () => this.#lose());
    socket.on('close', () => this.#lose());
    socket.on('data', (chunk) => this.#hear(String(chunk)));
  }

  ask(method: string, path: string, headers: string, body: string, heard: Heard): void {
    if (this.isLost) {
      heard({ status: 0, code: 'connection_lost', body: '' });
      return;
    }
    this.#waiting.push(heard);
    const length = body ? `content-type: application/json\r\ncontent-length: ${body.length}\r\n` : '';
    this.#socket.write(`${method} ${path} HTTP/1.1\r\nhost: bench\r\n${headers}${length}\r\n${body}`);
  }

  /** Whatever waits for an answer is lost. */
  close(): void {
    this.#lose();
    this.#socket.destroy();
  }

  #lose(): void {
    this.isLost = true;
    for (const heard of this.#waiting.splice(0)) heard({ status: 0, code: 'connection_lost', body: '' });
  }

  #hear(chunk: string): void {
    this.#text += chunk;
    for (;;) {
      const end = this.#text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(this.#text.slice(0, end))?.[1] ?? 0);
      const bytes = end + 4 + length;
      if (this.#text.length < bytes) return;
      const body = this.#text.slice(end + 4, bytes);
      const status = Number(this.#text.slice(9, 12));
      this.#text = this.#text.slice(bytes);
      this.#waiting.shift()?.({ status, code: /"code":"(\w+)"/.exec(body)?.[1], body });
    }
  }
}
