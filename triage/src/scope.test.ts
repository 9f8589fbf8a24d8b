import { expect, test } from 'vitest';
import { said, smallEngine } from './testing/small.ts';

test.each<[string, string[]]>([
  ['咳嗽三天，没有发烧', ['cough:present', 'fever:absent']],
  ['没有胸闷胸痛也不心慌', ['chest-pain:absent', 'chest-tightness:absent', 'palpitations:absent']],
  ['否认发热，咳嗽，胸闷', ['fever:absent', 'cough:absent', 'chest-tightness:absent']],
  ['没有发烧但是咳嗽', ['fever:absent', 'cough:present']],
  ['没有发烧，就是头疼', ['fever:absent', 'headache:present']],
  ['没力气', ['no-strength:present']],
  ['没有原因，突然头疼', ['sudden:present', 'headache:present']],
  ['头不太痛，不太咳嗽', ['cough:uncertain']],
  ['胸口不是很疼', ['chest-pain:present']],
  ['胸口没有疼', []],
  ['要是不吃药就头疼', ['headache:uncertain']],
  ['咳嗽不停', ['cough:present']],
  ['头疼受不了', ['headache:present']],
  ['不是发烧', ['fever:absent']],
  ['发烧没有，咳嗽有一点', ['fever:absent', 'cough:present']],
  ['没有胸闷，心慌，咳嗽这些症状', ['chest-tightness:absent', 'palpitations:absent', 'cough:absent']],
  ['没发烧头疼得厉害', ['fever:absent', 'headache:uncertain']],
  ['是不是发烧', ['fever:uncertain']],
  ['好像发烧', ['fever:uncertain']],
  ['怕是心梗', ['heart-attack:feared']],
  ['会不会是心梗', ['heart-attack:hypothetical']],
  ['如果胸口疼怎么办', ['chest-pain:hypothetical']],
  ['心梗有哪些前兆', ['heart-attack:hypothetical']],
  ['三年前得过心梗，现在头疼', ['heart-attack:past', 'headache:present']],
  ['以前头疼，最近又头疼', ['headache:past', 'headache:present']],
  ['头疼三年了', ['headache:present']],
  ['从三年前开始头疼', ['headache:present']],
  ['以前得过心梗，胸口疼', ['heart-attack:past', 'chest-pain:present']],
  ['以前身体很好，胸口疼', ['chest-pain:present']],
  ['小时候得过心梗，高血压，晕倒过', ['heart-attack:past', 'hypertension:past', 'fainting:past']],
  ['刚才晕倒了，现在没事了', ['fainting:present']],
  ['疼得晕过去，头疼', ['headache:present']],
  ['发烧已经退了', ['fever:past']],
  ['我爸有高血压，我最近头疼', ['hypertension:other_person', 'headache:present']],
  ['我爸胸口疼', ['chest-pain:present']],
  ['no fever but chest pain', ['fever:absent', 'chest-pain:present']],
])('%s', (text, expected) => {
  expect(said(text)).toEqual(expected);
});

test('a figure of speech is told and counts for nothing', () => {
  expect(said('笑死我了，咳嗽')).toEqual(['laughing:absent', 'cough:present']);
});

test('the cue and the words lead to the text as it was written', () => {
  const text = '我沒有發燒，咳嗽';
  const [fever] = smallEngine.read(text).mentions;
  expect(fever?.words).toBe('發燒');
  expect(text.slice(fever?.cue?.start, fever?.cue?.end)).toBe('沒有');
});
