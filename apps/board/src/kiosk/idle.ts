/** A kiosk that nobody touches forgets whoever stood at it: asked first, then without asking. */
import { computed, onScopeDispose, ref } from 'vue';

export const IDLE_SECONDS = 60;
/** Who pays by phone looks at the phone. */
export const PAYING_IDLE_SECONDS = 180;
const ASKS_FROM_SECONDS = 20;

/**
 * @param lasts_seconds how long nobody may touch the screen now; null: nobody stands at it, so nothing is to be forgotten
 * @returns how many seconds are left once it asks, else null; `stay` is a touch
 */
export function useIdle(lasts_seconds: () => number | null, onGone: () => void) {
  const touched_ms = ref(performance.now());
  const now_ms = ref(performance.now());
  const stay = () => {
    touched_ms.value = performance.now();
    now_ms.value = touched_ms.value;
  };
  const left_seconds = computed(() => {
    const lasts = lasts_seconds();
    return lasts === null ? null : Math.ceil(lasts - (now_ms.value - touched_ms.value) / 1000);
  });

  const timer = setInterval(() => {
    now_ms.value = performance.now();
    if (left_seconds.value === null || left_seconds.value > 0) return;
    stay();
    onGone();
  }, 500);
  const touches = ['pointerdown', 'keydown', 'input'] as const;
  for (const touch of touches) window.addEventListener(touch, stay, { capture: true });
  onScopeDispose(() => {
    clearInterval(timer);
    for (const touch of touches) window.removeEventListener(touch, stay, { capture: true });
  });

  return {
    stay,
    asks_seconds: computed(() =>
      left_seconds.value !== null && left_seconds.value <= ASKS_FROM_SECONDS ? Math.max(0, left_seconds.value) : null,
    ),
  };
}
