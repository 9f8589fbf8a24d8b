import { expect, test } from 'vitest';
import { type FormField, readForm, toDraft } from './form.ts';

const field = (name: string, kind: FormField['kind'], more: Partial<FormField> = {}): FormField => ({
  name,
  kind,
  label: name,
  ...more,
});
const fields = [
  field('name', 'text'),
  field('fee_fen', 'money'),
  field('minutes', 'number'),
  field('keywords', 'words'),
  field('parent_id', 'pick', { optional: true }),
  field('intro', 'area', { optional: true }),
];

test('what is typed becomes the values the server takes', () => {
  const draft = {
    name: ' 内科 ',
    fee_fen: '12.5',
    minutes: '30',
    keywords: '发热、咳嗽 头晕',
    parent_id: null,
    intro: '',
  };
  expect(readForm(fields, draft)).toEqual({
    values: {
      name: '内科',
      fee_fen: 1250,
      minutes: 30,
      keywords: ['发热', '咳嗽', '头晕'],
      parent_id: null,
      intro: '',
    },
    wrong: [],
  });
});

test('a time is read as people write it', () => {
  const time = field('starts', 'time');
  const read = (typed: string) => readForm([time], { starts: typed });
  expect(read('8:30').values).toEqual({ starts: '08:30' });
  expect(read('13：00').values).toEqual({ starts: '13:00' });
  expect(read('25:00').wrong).toEqual(['starts']);
});

test('a number with a fraction, and without one', () => {
  const minutes = field('minutes', 'decimal');
  const read = (typed: string) => readForm([minutes], { minutes: typed });
  expect(read('2.5').values).toEqual({ minutes: 2.5 });
  expect(read('12').values).toEqual({ minutes: 12 });
  expect(read('two').wrong).toEqual(['minutes']);
});

test('missing and unreadable fields are named', () => {
  expect(readForm(fields, { name: '', fee_fen: '一元', minutes: '3.5' }).wrong).toEqual(['name', 'fee_fen', 'minutes']);
});

test('a record is shown as it would be typed', () => {
  const record: Record<string, unknown> = { name: '内科', fee_fen: 1250, minutes: 30, keywords: ['发热', '咳嗽'] };
  expect(fields.map((one) => toDraft(one, record[one.name]))).toEqual(['内科', '12.50', '30', '发热、咳嗽', null, '']);
});
