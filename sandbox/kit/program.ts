/** A stand-in as a program: settings from the environment, one line when it is up, one line on stderr when it cannot be. */
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';

/** Where a stand-in lives. */
export interface Place {
  /** Folder of its keys and its store. */
  data: string;
  /** 0 takes any free port. */
  port: number;
  host?: string;
}
export interface Settings {
  text(key: string): string | undefined;
  /** A whole number up to 65535; one that is not ends the program with 2. */
  whole(key: string, standard: number): number;
}
interface Program {
  /** `pay`: its settings begin with `SANDBOX_PAY_`. */
  name: string;
  port: number;
  /** What it says of itself when it is up. */
  words: string;
  start(place: Place, settings: Settings): Promise<{ url: string; close(): Promise<void> }>;
}

const PORTS = 65_535;

/** Runs until SIGINT or SIGTERM. Exit code 1: it could not start; 2: a setting is wrong. */
export async function runStandIn({ name, port, words, start }: Program): Promise<void> {
  const { env } = process;
  const say = (line: string) => process.stderr.write(`sandbox/${name}: ${line}\n`);
  const called = (key: string) => `SANDBOX_${name.toUpperCase()}_${key}`;
  const settings: Settings = {
    text: (key) => env[called(key)],
    whole(key, standard) {
      const text = env[called(key)] ?? String(standard);
      if (/^\d{1,5}$/.test(text) && Number(text) <= PORTS) return Number(text);
      say(`${called(key)} must be a whole number up to ${PORTS}, not "${text}"`);
      process.exit(2);
    },
  };
  const place = {
    data: settings.text('DATA') ?? join(env.MENZHEN_DATA ?? './data', `sandbox-${name}`),
    port: settings.whole('PORT', port),
    host: settings.text('HOST') ?? '127.0.0.1',
  };
  try {
    const standIn = await start(place, settings);
    process.stdout.write(`sandbox/${name}: ${words}, at ${standIn.url}\n`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void standIn.close().then(() => process.exit(0)));
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const taken = `port ${place.port} is in use; set ${called('PORT')} to another`;
    say(code === 'EADDRINUSE' ? taken : message);
    process.exit(1);
  }
}

/** @returns the address at which it now listens */
export async function listen(app: FastifyInstance, { port, host = '127.0.0.1' }: Place): Promise<string> {
  await app.listen({ port, host });
  const { port: taken } = app.server.address() as AddressInfo;
  return `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${taken}`;
}
