/** One voice for the hall: takes the next call that may still be spoken, says it, then looks again. Never two at once. */
import { callsToSpeak, type HallCall, isStale, mayPrepare, spokenWords, timesToSay } from './calls.ts';

/** `not_allowed`: the browser wants a gesture first, and the call was not heard. */
export type Said = 'said' | 'failed' | 'not_allowed';

export interface AnnouncerPorts {
  calls(): readonly HallCall[];
  hospital_ms(): number;
  may_speak(): boolean;
  heard: { all(): ReadonlySet<string>; add(call_id: string): void; forget(call_id: string): void };
  chime(): Promise<void>;
  say(words: string): Promise<Said>;
  /** Told what is being spoken now, and null when the hall is quiet again. */
  speaking(call: HallCall | null): void;
}

/**
 * `wake` is called whenever calls, time or permission may have changed; it does nothing while a call is being spoken.
 * A call counts as heard when its turn begins, so a reload in the middle does not say it a second time.
 */
export function createAnnouncer(ports: AnnouncerPorts): { wake(): Promise<void> } {
  let busy = false;

  const waiting = () => callsToSpeak(ports.calls(), ports.heard.all(), ports.hospital_ms());

  async function announce(call: HallCall, times: number): Promise<void> {
    ports.heard.add(call.call_id);
    ports.speaking(call);
    await ports.chime();
    for (let said = 0; said < times && ports.may_speak(); said += 1) {
      const outcome = await ports.say(spokenWords(call.speak));
      if (outcome === 'not_allowed') return ports.heard.forget(call.call_id);
    }
    await prepare(call.call_id);
  }

  /** Who is next may have changed while the call was said, so the newest state is asked. */
  async function prepare(call_id: string): Promise<void> {
    const call = ports.calls().find((one) => one.call_id === call_id);
    const wanted = call?.speak_prepare && !isStale(call, ports.hospital_ms()) && mayPrepare(waiting().length);
    if (wanted && ports.may_speak()) await ports.say(spokenWords(call.speak_prepare!));
  }

  async function wake(): Promise<void> {
    if (busy) return;
    busy = true;
    try {
      let next = waiting();
      while (next[0] && ports.may_speak()) {
        await announce(next[0], timesToSay(next.length - 1));
        next = waiting();
      }
    } finally {
      busy = false;
      ports.speaking(null);
    }
  }

  return { wake };
}
