/** Joins the announcer to this browser: what may be spoken, what stands in front, and what the screen says about sound. */
import { computed, onScopeDispose, ref, watch } from 'vue';
import { createAnnouncer } from './announcer.ts';
import type { Board } from './board.ts';
import { remember } from './calls.ts';
import { kept } from './memory.ts';
import { chime, openSound, pause, say, watchVoice } from './voice.ts';

/** How long a call flashes where no voice can say it. */
const FLASH_MS = 8_000;

export function useHallVoice({ board, hospital_ms, now_ms }: Board) {
  const on = ref(kept.sound.read());
  const opened = ref(false);
  const voice = ref<SpeechSynthesisVoice | null>(null);
  const speaking_id = ref<string | null>(null);
  const speaks = computed(() => board.view?.speaks === true && board.view.layout !== 'kiosk');
  watchVoice((found) => {
    voice.value = found;
  });

  const announcer = createAnnouncer({
    calls: () => board.view?.calls ?? [],
    hospital_ms,
    may_speak: () => on.value && opened.value && board.fresh && speaks.value,
    heard: {
      all: () => new Set(kept.heard.read()),
      add: (id) => kept.heard.write(remember(kept.heard.read(), id)),
      forget: (id) => kept.heard.write(kept.heard.read().filter((one) => one !== id)),
    },
    chime,
    async say(words) {
      if (!voice.value) return pause(FLASH_MS / 2).then(() => 'said' as const);
      const said = await say(words, voice.value);
      if (said === 'not_allowed') opened.value = false;
      return said;
    },
    speaking: (call) => {
      speaking_id.value = call?.call_id ?? null;
    },
  });

  /** Opens the sound; `by_hand` when a person has just touched the page, which is what browsers wait for. */
  async function open(by_hand: boolean): Promise<void> {
    const sounding = await openSound();
    opened.value = by_hand || sounding;
    void announcer.wake();
  }
  const touched = () => void (opened.value || open(true));
  window.addEventListener('pointerdown', touched);
  window.addEventListener('keydown', touched);
  onScopeDispose(() => {
    window.removeEventListener('pointerdown', touched);
    window.removeEventListener('keydown', touched);
  });
  void open(false);

  watch([() => board.view, on], () => void announcer.wake());
  watch(on, (wanted) => kept.sound.write(wanted));

  return {
    on,
    speaking_id,
    /** The browser waits for a gesture before it makes a sound. */
    gesture_needed: computed(() => speaks.value && on.value && !opened.value),
    /** Whoever set this board up wants it to speak; a silent one has no sound to switch. */
    speaks,
    /** As the board says it of itself. */
    sound: computed(() => {
      if (!speaks.value || !on.value) return 'off' as const;
      if (!opened.value) return 'needs_touch' as const;
      return voice.value === null ? ('no_voice' as const) : ('on' as const);
    }),
    /** No Mandarin voice on this machine: a chime and flashing text instead. */
    chime_only: computed(() => speaks.value && on.value && voice.value === null && now_ms.value > 0),
  };
}
