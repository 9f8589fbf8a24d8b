import { ref } from 'vue';
import { hospitalDay } from './date.ts';

/**
 * The hospital's clock as the phone knows it. A phone's own clock may be minutes off, and a demo hospital's clock can
 * be moved, so countdowns go by the difference seen in the server's last answer that told its time.
 */
const ahead_ms = ref(0);

export function setServerNow(now: string): void {
  ahead_ms.value = Date.parse(now) - Date.now();
}

/** Milliseconds since 1970 on the hospital's clock. */
export function serverNow(): number {
  return Date.now() + ahead_ms.value;
}

/** The hospital's calendar day now, YYYY-MM-DD. */
export function hospitalToday(): string {
  return hospitalDay(serverNow());
}
