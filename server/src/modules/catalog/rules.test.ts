import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MOST_HITS, pinyinOf, portraitSvg, searchDepartments } from './rules.ts';
import type { DepartmentRow, DoctorRow } from './tables.ts';

const department = (id: string, name: string, more: Partial<DepartmentRow> = {}): DepartmentRow => ({
  id,
  parent_id: null,
  name,
  name_en: '',
  intro: '',
  pinyin: pinyinOf(name),
  keywords: [],
  sex_gate: null,
  age_from_years: null,
  age_to_years: null,
  location: '',
  access: 'booking',
  state: 'active',
  version: 1,
  ...more,
});
const doctor = (name: string, department_id: string, state: DoctorRow['state'] = 'active'): DoctorRow => ({
  id: name,
  department_id,
  name,
  name_en: '',
  pinyin: pinyinOf(name),
  title: 'attending',
  speciality: '',
  intro: '',
  state,
  version: 1,
});

const departments = [
  department('medicine', '内科'),
  department('respiratory', '呼吸内科', {
    parent_id: 'medicine',
    name_en: 'Respiratory Medicine',
    keywords: ['咳嗽', '老是咳'],
  }),
  department('digestive', '消化内科', { parent_id: 'medicine', keywords: ['拉肚子', '肚子疼'] }),
  department('children', '儿科', { keywords: ['孩子拉肚子', '孩子发烧'] }),
  department('closed', '骨科', { state: 'disabled', keywords: ['崴脚'] }),
];
const doctors = [doctor('欧阳澈', 'children'), doctor('单行', 'digestive', 'disabled')];
const search = (q: string) =>
  searchDepartments(q, departments, doctors).map((hit) => `${hit.department_id} ${hit.because} ${hit.matched}`);

describe('finding a department', () => {
  test.each([
    ['儿科', ['children name 儿科']],
    ['挂儿科', ['children name 儿科']],
    ['呼吸', ['respiratory name 呼吸内科']],
    ['respiratory medicine', ['respiratory name 呼吸内科']],
    ['内科', ['respiratory name 呼吸内科', 'digestive name 消化内科']],
    ['hxnk', ['respiratory pinyin 呼吸内科']],
    ['HuXi', ['respiratory pinyin 呼吸内科']],
    ['h', []],
    ['咳', ['respiratory symptom 咳嗽']],
    ['我咳嗽一周了', ['respiratory symptom 咳嗽']],
    ['拉肚子', ['digestive symptom 拉肚子', 'children symptom 孩子拉肚子']],
    ['孩子拉肚子', ['children symptom 孩子拉肚子', 'digestive symptom 拉肚子']],
    ['欧阳', ['children doctor 欧阳澈']],
    ['ouyangche', ['children doctor 欧阳澈']],
    ['单行', []],
    ['崴脚', []],
    ['  ', []],
    ['%', []],
  ])('%s', (q, hits) => expect(search(q)).toEqual(hits));

  test('a sub-department names its parent', () => {
    expect(searchDepartments('呼吸', departments, [])[0]).toEqual({
      department_id: 'respiratory',
      name: '呼吸内科',
      parent_name: '内科',
      because: 'name',
      matched: '呼吸内科',
    });
  });

  test('whatever is typed, there is an answer of at most twenty, each department once', () => {
    const many = Array.from({ length: 60 }, (_, n) => department(`d${n}`, `内科${n}`, { keywords: ['头痛'] }));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('内', '头', '科')), (q) => {
        const ids = searchDepartments(q, many, []).map((hit) => hit.department_id);
        expect(ids.length).toBeLessThanOrEqual(MOST_HITS);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});

test('pinyin: full and initials, heteronyms as the word is read', () => {
  expect(pinyinOf('呼吸内科')).toBe('huxineike hxnk');
  expect(pinyinOf('吕思')).toBe('lvsi ls');
  expect(pinyinOf('东 101')).toBe('dong101 d101');
});

test('a portrait shows one letter and can carry nothing else', () => {
  expect(portraitSvg('𠮷田')).toContain('>𠮷<');
  for (const name of ['<script>', '&x', '"onload=', '']) expect(portraitSvg(name)).toContain('central"></text>');
});
