/** The browser's own speech and sound. Only voices of this machine are used: a name never leaves the house to be read. */
import type { Said } from './announcer.ts';

/** A sentence that has not begun by then will not begin; the engine is stuck and is reset. */
const START_WITHIN_MS = 5_000;
const END_WITHIN_MS_PER_CHARACTER = 450;

/** The Mandarin voice to use, or null: without one the hall gets a chime and flashing text. */
export function mandarinVoice(voices: readonly SpeechSynthesisVoice[]): SpeechSynthesisVoice | null {
  const local = voices.filter((voice) => voice.localService && /^(zh|cmn)/i.test(voice.lang));
  const mainland = local.find((voice) => /^(zh|cmn)([-_](hans|cn)|$)/i.test(voice.lang));
  return mainland ?? local.find((voice) => !/hk|yue/i.test(voice.lang)) ?? null;
}

/** Calls back with the Mandarin voice now and whenever the list changes: browsers fill it late. */
export function watchVoice(found: (voice: SpeechSynthesisVoice | null) => void): void {
  const synth = globalThis.speechSynthesis;
  const look = () => found(mandarinVoice(synth?.getVoices() ?? []));
  synth?.addEventListener?.('voiceschanged', look);
  look();
}

// Chromium stops an utterance that nothing refers to any more, and its end is then never told.
let current: SpeechSynthesisUtterance | null = null;

/** Says one sentence and waits for its end; a stuck engine is cancelled so that the next call can be heard. */
export function say(words: string, voice: SpeechSynthesisVoice): Promise<Said> {
  const synth = globalThis.speechSynthesis;
  return new Promise((resolve) => {
    const utterance = new SpeechSynthesisUtterance(words);
    current = utterance;
    Object.assign(utterance, { voice, lang: voice.lang, rate: 0.9 });
    const finish = (said: Said) => {
      clearTimeout(watchdog);
      if (current === utterance) current = null;
      resolve(said);
    };
    const giveUp = () => {
      synth.cancel();
      finish('failed');
    };
    let watchdog = setTimeout(giveUp, START_WITHIN_MS);
    utterance.onstart = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(giveUp, START_WITHIN_MS + words.length * END_WITHIN_MS_PER_CHARACTER);
    };
    utterance.onend = () => finish('said');
    utterance.onerror = (event) => finish(event.error === 'not-allowed' ? 'not_allowed' : 'failed');
    synth.cancel(); // clears what a stuck engine still holds; nothing of ours is ever queued there
    synth.resume();
    synth.speak(utterance);
  });
}

let audio: AudioContext | null = null;

/** Opens the sound device; false while the browser still wants a gesture. */
export async function openSound(): Promise<boolean> {
  try {
    audio ??= new AudioContext();
    await Promise.race([audio.resume(), pause(300)]);
    return audio.state === 'running';
  } catch {
    return true; // no sound device at all: nothing to wait for
  }
}

/** Two falling notes, 1.1 s. */
export async function chime(): Promise<void> {
  if (audio?.state !== 'running') return;
  ring(audio, 659.25, 0);
  ring(audio, 523.25, 0.45);
  await pause(1_100);
}

function ring(context: AudioContext, hertz: number, after_s: number): void {
  const from_s = context.currentTime + after_s;
  const loudness = new GainNode(context, { gain: 0 });
  loudness.gain.linearRampToValueAtTime(0.35, from_s + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.001, from_s + 0.7);
  const tone = new OscillatorNode(context, { frequency: hertz });
  tone.connect(loudness).connect(context.destination);
  tone.start(from_s);
  tone.stop(from_s + 0.75);
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
