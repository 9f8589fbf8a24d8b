import type { TalkView } from '@menzhen/contract';
import { expect, test } from 'vitest';
import { hasArrived } from './unsent.ts';

const message = (from: 'patient' | 'house', text: string): TalkView['messages'][number] => ({
  id: text,
  from,
  text,
  at: '2026-03-02T00:00:00Z',
  spans: [],
});

test('a sentence whose answer was lost is known again in the talk', () => {
  const talk = { version: 3, messages: [message('patient', '嗓子疼'), message('house', '多久了？')] };
  expect(hasArrived(talk, { text: '嗓子疼 ', sent_at_version: 2 })).toBe(true);
  expect(hasArrived(talk, { text: '嗓子疼', sent_at_version: 3 }), 'the talk has not gone on since').toBe(false);
  expect(hasArrived(talk, { text: '还发烧', sent_at_version: 2 }), 'something else was said').toBe(false);
  expect(hasArrived(talk, { text: '嗓子疼', sent_at_version: null }), 'it was only written').toBe(false);
});
