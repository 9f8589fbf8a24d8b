import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../kernel/index.ts';
import { checkDigit, isReason, readDocument } from './documents.ts';
import { maskCampusNumber, maskIdNumber, maskName, maskPhone } from './masks.ts';
import { nameKey, scriptOfName, tidyName } from './names.ts';
import { isWeakPassword } from './passwords.ts';
import { checkPerson, type PersonInput } from './patients.ts';

const TODAY = '2026-11-22';
const withCheck = (first17: string) => `${first17}${checkDigit(first17)}`;
const read = (number: string) => readDocument('resident_id', number, TODAY);
const reasonOf = (number: string) => {
  const result = read(number);
  return isReason(result) ? result.zh : undefined;
};

/** First 17 digits of numbers that could be given out. */
const first17s = fc
  .record({
    region: fc.constantFrom('110101', '330106', '650102', '810000'),
    born: fc.date({ min: new Date('1930-01-01'), max: new Date('2026-01-01'), noInvalidDate: true }),
    order: fc.integer({ min: 0, max: 999 }),
  })
  .map(({ region, born, order }) => {
    const date = born.toISOString().slice(0, 10).replaceAll('-', '');
    return `${region}${date}${String(order).padStart(3, '0')}`;
  });

describe('resident identity numbers (GB 11643-1999)', () => {
  test('the example of the standard is read: birth date and sex come out of it', () => {
    expect(read('11010519491231002X')).toEqual({
      number: '11010519491231002X',
      birth_date: '1949-12-31',
      sex: 'female',
    });
  });

  test('blanks, hyphens, full-width digits and a small x are how people type', () => {
    expect(read(' １１０１０５ 19491231-002x ')).toMatchObject({ number: '11010519491231002X' });
  });

  test('any number with its own check digit is read; sex follows the 17th digit', () => {
    fc.assert(
      fc.property(first17s, (first17) => {
        expect(read(withCheck(first17))).toMatchObject({ sex: Number(first17[16]) % 2 ? 'male' : 'female' });
      }),
    );
  });

  test('any single changed digit is refused, wherever it is', () => {
    const change = fc.tuple(first17s, fc.nat({ max: 17 }), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(change, ([first17, at, by]) => {
        const number = withCheck(first17);
        const digit = number[at] === 'X' ? String(by) : String((Number(number[at]) + by) % 10);
        expect(isReason(read(`${number.slice(0, at)}${digit}${number.slice(at + 1)}`))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('two neighbours typed the wrong way round are refused', () => {
    fc.assert(
      fc.property(first17s, fc.nat({ max: 15 }), (first17, at) => {
        fc.pre(first17[at] !== first17[at + 1]);
        const number = withCheck(first17);
        const turned = `${number.slice(0, at)}${number[at + 1]}${number[at]}${number.slice(at + 2)}`;
        expect(isReason(read(turned))).toBe(true);
      }),
    );
  });

  test.each([
    ['15 digits of the old kind', '110105491231002', '应为 18 位'],
    ['letters inside', '1101051949123100AX', '格式不符合该证件'],
    ['a province that does not exist', withCheck('99010119900101001'), '前两位地区码不存在'],
    ['30 February', withCheck('11010119900230001'), '其中的出生日期不存在'],
    ['29 February of a common year', withCheck('11010120010229001'), '其中的出生日期不存在'],
    ['born tomorrow', withCheck('11010120261123001'), '其中的出生日期在今天之后'],
    ['born in 1800', withCheck('11010118000101001'), '其中的出生日期太早'],
    ['a wrong check digit', '110105194912310021', '最后一位校验码不对，请逐位核对'],
  ])('%s: refused with its reason', (_what, number, reason) => expect(reasonOf(number)).toBe(reason));

  test('born today and on 29 February of a leap year are fine', () => {
    expect(reasonOf(withCheck('11010120261122001'))).toBeUndefined();
    expect(reasonOf(withCheck('11010120040229001'))).toBeUndefined();
  });
});

describe('other documents', () => {
  test.each([
    ['passport', 'E12345678'],
    ['passport', 'x0000 0001'],
    ['hk_macau_permit', 'H12345678'],
    ['hk_macau_permit', 'M1234567801'],
    ['taiwan_permit', '12345678'],
    ['foreigner_permit', 'USA110078123456'],
    ['foreigner_permit', withCheck('93111119900101123')],
  ] as const)('%s %s is read', (kind, number) => expect(isReason(readDocument(kind, number, TODAY))).toBe(false));

  test.each([
    ['passport', 'ABCDEF'],
    ['passport', '😀12345'],
    ['hk_macau_permit', 'A12345678'],
    ['taiwan_permit', 'T1234567'],
    ['foreigner_permit', '93111119900101123X0'],
  ] as const)('%s %s is refused', (kind, number) => expect(isReason(readDocument(kind, number, TODAY))).toBe(true));
});

describe('real names', () => {
  test.each(['张三', '𠮷田', '王·尼亚孜', '阿卜杜拉·买买提', '欧阳若兰', '㛃㐂', '李〇'])(
    '%s is a Chinese name',
    (name) => expect(scriptOfName(tidyName(name))).toBe('han'),
  );
  test.each(['John Smith', "Seán O'Neil", 'María José García-López', 'Nguyễn Văn An', 'Robert Downey Jr.'])(
    '%s is a Latin name',
    (name) => expect(scriptOfName(tidyName(name))).toBe('latin'),
  );
  test.each([
    '张3',
    '张三!',
    '张三😀',
    '😀',
    '张',
    'A',
    '',
    '   ',
    '张三Smith',
    '·张三',
    '张··三',
    '<script>',
    "Robert'); DROP TABLE",
    '张三;--',
    'Иван',
    '张\u200b三',
    '张\u202e三',
  ])('%j is refused', (name) => expect(scriptOfName(tidyName(name))).toBeUndefined());

  test('NFC, trimmed, one kind of middle dot, no blanks inside a Chinese name', () => {
    expect(tidyName('  李 明 ')).toBe('李明');
    expect(tidyName('王•尼亚孜')).toBe('王·尼亚孜');
    expect(tidyName('Jose\u0301  Mari\u0301a')).toBe('José María');
    expect(tidyName('\uf900三')).toBe('豈三');
  });

  test('two writings of one name share a key; two names do not', () => {
    expect(nameKey(tidyName('王・尼亚孜'))).toBe(nameKey('王尼亚孜'));
    expect(nameKey('John SMITH')).toBe(nameKey('john smith'));
    expect(nameKey('张三')).not.toBe(nameKey('张山'));
  });
});

describe('masks', () => {
  test.each([
    ['李小明', '李*明'],
    ['张三', '张*'],
    ['欧阳修', '欧阳*'],
    ['欧阳若兰', '欧阳*兰'],
    ['欧阳', '欧*'],
    ['𠮷田太郎', '𠮷**郎'],
    ['阿卜杜拉·买买提', '阿**提'],
    ['John Smith', 'J*** S***'],
  ])('%s -> %s', (name, masked) => expect(maskName(name)).toBe(masked));

  test('numbers keep only their ends', () => {
    expect(maskIdNumber('11010519491231002X')).toBe('110***********002X');
    expect(maskIdNumber('E12345678')).toBe('E******78');
    expect(maskPhone('13812345678')).toBe('138****5678');
    expect(maskCampusNumber('S20230001')).toBe('S2*****01');
    expect(maskCampusNumber('A1')).toBe('*1');
  });

  test('a mask never holds what it hides', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9]{5,20}$/), (number) => {
        const masked = maskIdNumber(number);
        expect(masked).not.toContain(number);
        expect(masked.replaceAll('*', '').length).toBeLessThanOrEqual(7);
      }),
    );
  });
});

describe('registering a person', () => {
  const adult: PersonInput = {
    name: '示例甲',
    id_kind: 'resident_id',
    id_number: '11010519491231002X',
    phone: '19900000099',
    payer_class: 'retiree',
  };
  const codeOf = (input: Partial<PersonInput>) => {
    try {
      checkPerson({ ...adult, ...input }, TODAY);
      return 'fine';
    } catch (error) {
      return (error as Refusal).code;
    }
  };
  const passport = { id_kind: 'passport', id_number: 'E12345678', name: 'John Smith' } as const;
  const child = { id_number: withCheck('11010120191122001'), payer_class: 'self_pay' } as const;

  test.each([
    ['as it is', {}, 'fine'],
    ['the birth date agrees', { birth_date: '1949-12-31', sex: 'female' }, 'fine'],
    ['another birth date', { birth_date: '1949-12-30' }, 'id_number_mismatch'],
    ['another sex', { sex: 'male' }, 'id_number_mismatch'],
    ['a Latin name on a resident card', { name: 'John Smith' }, 'name_invalid'],
    ['an emoji', { name: '张三😀' }, 'name_invalid'],
    ['a passport without birth date', { ...passport, sex: 'male' }, 'input_invalid'],
    ['a passport without sex', { ...passport, birth_date: '1990-01-01' }, 'input_invalid'],
    ['a passport born in the future', { ...passport, sex: 'male', birth_date: '2030-01-01' }, 'input_invalid'],
    ['a passport with both', { ...passport, sex: 'male', birth_date: '1990-01-01' }, 'fine'],
    ['a child alone', child, 'guardian_required'],
    ['a child whose guardian has no phone', { ...child, guardian_name: '示例甲' }, 'guardian_required'],
    ['a child with a guardian', { ...child, guardian_name: '示例甲', guardian_phone: '19900000099' }, 'fine'],
    ['a guardian who is a smiley', { ...child, guardian_name: '😀😀', guardian_phone: '19900000099' }, 'name_invalid'],
    ['18 tomorrow', { id_number: withCheck('11010120081123001') }, 'guardian_required'],
    ['18 today', { id_number: withCheck('11010120081122001') }, 'fine'],
  ] as [string, Partial<PersonInput>, string][])('%s: %j -> %s', (_what, input, code) =>
    expect(codeOf(input)).toBe(code),
  );

  test('a grown-up’s guardian is not kept: we keep no more than is needed', () => {
    const kept = checkPerson({ ...adult, guardian_name: '示例乙', guardian_phone: '19900000098' }, TODAY);
    expect(kept).toMatchObject({ guardian_name: null, guardian_phone: null });
  });

  test('the reason is told in both languages', () => {
    try {
      checkPerson({ ...adult, id_number: '110105194912310021' }, TODAY);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal);
      expect((error as Refusal).sentence('zh')).toBe('证件号码不正确：最后一位校验码不对，请逐位核对。');
      expect((error as Refusal).sentence('en')).toContain('check digit');
    }
  });
});

describe('passwords', () => {
  test.each([
    'short1!',
    'password2026',
    'Password123!',
    'P@ssw0rd2026',
    '1234567890',
    '0987654321',
    'qwertyuiop',
    'QWERTYasdfgh',
    '1q2w3e4r5t',
    '1qaz2wsx3edc',
    'abcabcabcabc',
    'aaaaaaaaaaaa',
    'clerk.one2026',
    'hospital2026!',
    'iloveyou1314',
  ])('%s is refused', (password) => expect(isWeakPassword(password, 'clerk.one')).toBe(true));

  test.each(['menzhen-demo-2026', '枫林路的第三棵梧桐树下', 'correct horse battery', 'tR7#kd92!mQ'])(
    '%s is fine',
    (password) => expect(isWeakPassword(password, 'clerk.one')).toBe(false),
  );
});
