/** Notify: what a patient's accounts are told, once each, and how it reaches their phones. */
import type { Clock, Db, FactReader, Handlers } from '../../kernel/index.ts';
import type { MessageChannels, NotifyNeeds } from './ports.ts';
import { type NotifyRouteNames, notifyHandlers } from './routes.ts';
import { notifyReader } from './service.ts';
import { deliver } from './service-delivery.ts';

export { notifyFacts } from './facts.ts';
export type { MessageChannels, NotifyNeeds } from './ports.ts';

export interface Notify {
  handlers: Handlers<NotifyRouteNames>;
  /** Driven by `runReader` on every wake and every second. */
  readers: FactReader[];
  /** Sends what is due over the hospital's channels and asks about what had no answer; returns how many it moved on. */
  deliver(): Promise<number>;
}

export interface NotifyArguments {
  db: Db;
  clock: Clock;
  needs: NotifyNeeds;
  /** Those that the hospital has set up; without any, messages stay in the app's list. */
  channels: MessageChannels;
  /** The outside world's time. */
  channelNow: () => Temporal.Instant;
  log: { warn(details: object, message: string): void };
}

export function openNotify(ground: NotifyArguments): Notify {
  return {
    handlers: notifyHandlers(ground),
    readers: [notifyReader(ground)],
    deliver: () => deliver(ground),
  };
}
