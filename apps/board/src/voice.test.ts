import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { mandarinVoice, say } from './voice.ts';

const voice = (lang: string, localService = true) => ({ lang, localService, name: lang }) as SpeechSynthesisVoice;

describe('the voice', () => {
  test('Mandarin of this machine, the mainland’s first', () => {
    expect(mandarinVoice([voice('en-US'), voice('zh-TW'), voice('zh-CN')])?.lang).toBe('zh-CN');
    expect(mandarinVoice([voice('zh-HK'), voice('zh-TW')])?.lang).toBe('zh-TW');
    expect(mandarinVoice([voice('cmn-Hans-CN')])?.lang).toBe('cmn-Hans-CN');
  });

  test('never one that sends the words away, never Cantonese', () => {
    expect(mandarinVoice([voice('zh-CN', false), voice('zh-HK'), voice('en-US')])).toBeNull();
  });
});

/** An engine that does with a sentence what a test tells it to. */
class Utterance {
  onstart?: () => void;
  onend?: () => void;
  onerror?: (event: { error: string }) => void;
  text: string;
  constructor(text: string) {
    this.text = text;
  }
}
const engine = (speak: (utterance: Utterance) => void) => ({ cancel: vi.fn(), resume: vi.fn(), speak });

describe('saying a sentence', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('SpeechSynthesisUtterance', Utterance);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const saying = (speak: (utterance: Utterance) => void) => {
    const synth = engine(speak);
    vi.stubGlobal('speechSynthesis', synth);
    return { synth, said: say('请 A 零 零 一 号', voice('zh-CN')) };
  };

  test('ends when the engine says so', async () => {
    const { said } = saying((utterance) => {
      utterance.onstart?.();
      setTimeout(() => utterance.onend?.(), 2_000);
    });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await said).toBe('said');
  });

  test('an engine that never begins is given up after five seconds, so that the next call is heard', async () => {
    const { synth, said } = saying(() => undefined);
    synth.cancel.mockClear();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await said).toBe('failed');
    expect(synth.cancel).toHaveBeenCalledOnce();
  });

  test('one that begins and hangs is given up too', async () => {
    const { said } = saying((utterance) => utterance.onstart?.());
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await said).toBe('failed');
  });

  test('a browser that wants a gesture first is told apart', async () => {
    const { said } = saying((utterance) => utterance.onerror?.({ error: 'not-allowed' }));
    expect(await said).toBe('not_allowed');
  });
});
