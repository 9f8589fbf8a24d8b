/** Reads a sentence aloud where the browser can: on H5 only, since the mini program has no voice of its own. */
import { ref } from 'vue';
import { locale } from '../shared/i18n.ts';

export const canSpeak = ref(false);
export const isSpeaking = ref(false);
// #ifdef H5
canSpeak.value = 'speechSynthesis' in window;
// #endif

export function silence(): void {
  isSpeaking.value = false;
  // #ifdef H5
  window.speechSynthesis?.cancel();
  // #endif
}

/** One sentence at a time: a new one ends the one before. */
export function speak(sentence: string): void {
  // #ifdef H5
  silence();
  const said = new SpeechSynthesisUtterance(sentence);
  said.lang = locale.value === 'zh' ? 'zh-CN' : 'en-GB';
  said.rate = 0.9;
  said.onend = () => {
    isSpeaking.value = false;
  };
  said.onerror = said.onend;
  isSpeaking.value = true;
  window.speechSynthesis.speak(said);
  // #endif
}
