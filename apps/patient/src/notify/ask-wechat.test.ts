import { expect, test } from 'vitest';
import { answersOf, templatesToAsk } from './ask-wechat.ts';

test('asks for the hall’s templates, those that have run out first, each once', () => {
  expect(
    templatesToAsk([
      { kind: 'booking.booked', template_id: 'd', left: 0 },
      { kind: 'ticket.near', template_id: 'a', left: 0 },
      { kind: 'ticket.called', template_id: 'b', left: 1 },
      { kind: 'ticket.passed', template_id: 'a', left: 0 },
    ]),
  ).toEqual(['a', 'b']);
});

test('only a yes is a yes; what WeChat left out is neither', () => {
  expect(answersOf(['a', 'b', 'c', 'd'], { a: 'accept', b: 'reject', c: 'ban', d: 'filter', errMsg: 'ok' })).toEqual({
    accepted: ['a'],
    refused: ['b', 'c'],
  });
});
