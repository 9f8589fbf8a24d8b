import { describe, expect, test } from 'vitest';
import { back, choicesIn, type Given, minutesIn, withAnswer } from './interview-answers.ts';
import { progress } from './interview.ts';
import { lasting } from './draft-words.ts';
import { toQuestionnaireResponse } from './draft-fhir.ts';
import { analysed, begun, engine, ids, play, section, sectionEn } from './testing/talks.ts';
import type { Profile, Question, Talk } from './types.ts';

const man: Profile = { age_months: 240, sex: 'male' };
const woman: Profile = { age_months: 252, sex: 'female' };
const nextOf = (talk: Talk): Question | null => engine.next(analysed(talk), talk);

describe('a talk', () => {
  test('has as many questions as the hospital sets, and keeps place for what every history needs', () => {
    const talk = { ...begun('肚子疼一天', woman), most_questions: 4 };
    const played = play(talk);
    expect(ids(played)).toHaveLength(4);
    expect(ids(played)).toEqual(expect.arrayContaining(['pregnancy', 'allergy', 'drugs', 'past']));
    expect(progress(played.talk)).toEqual({ asked: 4, most: 4 });
    expect(progress(begun('', man))).toEqual({ asked: 0, most: 12 });
  });

  test('stops half-way and goes on from what was kept', () => {
    const first = play(begun('肚子疼', man), { 'belly-where': 'silent' });
    expect(ids(first).at(-1)).toBe('belly-where');
    const kept = JSON.parse(JSON.stringify(first.talk)) as Talk;
    expect(nextOf(kept)?.id).toBe('belly-where');
    const rest = play(kept);
    expect(ids(rest)).toContain('allergy');
    expect(section(rest, 'present_illness')).toContain('腹痛');
  });

  test('goes back over a button and over words, to the very question', () => {
    const start = begun('头疼三天', man);
    const question = nextOf(start)!;
    const pressed = withAnswer(start, question, { choices: [question.choices.at(-1)!.id] });
    const typed = withAnswer(pressed, nextOf(pressed)!, { text: '慢慢疼起来的' });
    expect(typed.turns).toHaveLength(3);
    expect(back(typed)).toEqual(pressed);
    expect(back(back(typed))).toEqual(start);
    expect(back(start)).toEqual(start);
    expect(nextOf(back(pressed))).toEqual(question);
  });

  test('takes 没有 typed to a list as none of what stood there, and 有 as one of them, not which', () => {
    const talk = begun('嗓子疼，发烧两天了', man);
    const question = nextOf(talk)!;
    const none = question.choices.at(-1)!;
    expect(choicesIn(question, '没有。')).toEqual([none.id]);
    expect(choicesIn(question, '都没有')).toEqual([none.id]);
    expect(choicesIn(question, question.choices[0]!.zh)).toEqual([question.choices[0]!.id]);
    expect(choicesIn(question, '今天天气不错')).toEqual([]);
    const some = withAnswer(talk, question, { text: '有' });
    const unsure = analysed(some).reading.mentions.filter((each) => each.assertion === 'uncertain');
    expect(unsure.map((each) => each.concept)).toEqual(expect.arrayContaining([question.choices[0]!.id]));
  });

  test('"none of these" denies what stood on the buttons, not what was told before', () => {
    const played = play(begun('嗓子疼，发烧两天了', man));
    expect(section(played, 'present_illness')).not.toContain('不一致');
    expect(section(played, 'present_illness')).not.toMatch(/否认[^。]*发热/);
  });

  test('shows what was said both ways as said both ways', () => {
    const talk = begun('头疼三天，没有发烧', man);
    const later: Talk = { ...talk, turns: [...talk.turns, { from: 'patient', text: '昨天发烧了，38.5度' }] };
    const played = play(later);
    expect(section(played, 'present_illness')).toContain('发热前后说法不一致');
    expect(section(played, 'present_illness')).not.toMatch(/否认[^。]*发热/);
  });

  test('asks whom it is about when two patients are in one text, and then of that one', () => {
    const start = begun('我发烧，我女儿三岁也咳嗽，帮我们都看看', {});
    expect(nextOf(start)?.id).toBe('whom');
    const child = withAnswer(start, nextOf(start)!, { choices: ['child'] });
    expect(nextOf(child)?.zh).toContain('孩子');
  });
});

describe('a doubt about a red flag', () => {
  const start = begun('胸口闷，怕是心梗', { age_months: 700, sex: 'male' });
  const question = nextOf(start)!;
  const after = (given: Given) => withAnswer(start, question, given);

  test('stands at its level until it is asked about, in the words of the rule', () => {
    expect(analysed(start).flags[0]).toMatchObject({ state: 'to_confirm' });
    expect(analysed(start).level).toBeLessThanOrEqual(2);
    expect(question).toMatchObject({ purpose: 'red_flag', rule: analysed(start).flags[0]?.rule });
    expect(question.zh).toContain('您说到「心梗」');
  });

  test('is lifted by "no", and the talk goes on', () => {
    expect(analysed(after({ choices: ['no'] })).level).toBeGreaterThan(2);
    expect(nextOf(after({ choices: ['no'] }))).not.toBeNull();
  });

  test.each<[string, Given]>([
    ['skipped', { skipped: true }],
    ['unsure or yes', { choices: ['unsure'] }],
    ['answered with something else', { text: '今天天气不错' }],
  ])('is kept when %s, asked no second time, and stops the questions', (_, given) => {
    expect(analysed(after(given)).level).toBeLessThanOrEqual(2);
    expect(nextOf(after(given))).toBeNull();
  });

  test('never makes the illness that is feared a fact of the draft', () => {
    const talk = after({ choices: ['unsure'] });
    const draft = engine.draft(analysed(talk), talk);
    const text = draft.sections.flatMap((each) => each.sentences.map((sentence) => sentence.zh)).join('。');
    expect(text).toContain('担心：“心梗”');
    expect(text).not.toMatch(/心肌梗死|心脏病/);
  });
});

describe('words', () => {
  test('a child is spoken of to a parent, a father to a daughter, a grown person is spoken to', () => {
    const asked = (text: string, who: Profile) =>
      play(begun(text, who))
        .asked.map((question) => question.zh)
        .join('');
    expect(asked('孩子咳嗽三天', { age_months: 60, sex: 'male', teller: 'parent' })).toContain('孩子');
    expect(asked('我爸咳嗽三天', { age_months: 720, sex: 'male', teller: 'child' })).toContain('他');
    expect(asked('我妈咳嗽三天', { age_months: 720, sex: 'female', teller: 'child' })).toContain('她');
    expect(asked('咳嗽三天', man)).toMatch(/您/);
  });

  test('an English talk has an English draft, and Chinese beside it for the doctor', () => {
    const played = play(begun('I have had a sore throat and a fever for two days', man));
    expect(played.draft.language).toBe('en');
    expect(sectionEn(played, 'chief_complaint')).toMatch(/^Sore throat with fever for 2 days$/i);
    expect(section(played, 'chief_complaint')).toBe('咽痛伴发热2天');
    expect(played.asked.every((question) => /^[\x20-\x7e“”’°]+$/.test(question.en))).toBe(true);
    expect(played.draft.sections[0]?.title.en).toBe('Chief complaint');
    expect(played.draft.sections[1]?.sentences[0]?.text).toMatch(/^For 2 days/);
  });

  test('no question is left with a placeholder, and each says why it is asked', () => {
    for (const text of ['咳嗽', '肚子疼', '头晕', '起疹子', '', '孩子发烧']) {
      for (const question of play(begun(text, woman)).asked) {
        expect(`${question.zh}${question.en}${question.why.zh}`).not.toMatch(/[{}]|undefined/);
        expect(question.why.zh.length).toBeGreaterThan(5);
      }
    }
  });

  test('durations of a phone’s picker are minutes', () => {
    expect(minutesIn('3天')).toBe(4320);
    expect(minutesIn('2个月')).toBe(86_400);
    expect(minutesIn('2 weeks')).toBe(20_160);
    expect(minutesIn('30分钟')).toBe(30);
    expect(minutesIn('很久')).toBeNull();
  });
});

describe('the draft', () => {
  test.each<[number, string]>([
    [20, '20分钟'],
    [120, '2小时'],
    [2 * 1440, '2天'],
    [10 * 1440, '10天'],
    [14 * 1440, '2周'],
    [15 * 1440, '15天'],
    [60 * 1440, '2个月'],
    [182.5 * 1440, '6个月'],
    [547.5 * 1440, '18个月'],
    [3 * 525_600, '3年'],
  ])('says %d minutes as %s', (minutes, words) => expect(lasting(minutes).zh).toBe(words));

  test('carries its mark and how it was made', () => {
    const { draft } = play(begun('咳嗽五天', man));
    expect(draft.mark.zh).toBe('AI 生成，待医生确认');
    expect(draft.metadata).toMatchObject({ ai_generated: true, at: null });
    expect(draft.sections.map((each) => each.key)).not.toContain('menstrual');
  });

  test('quotes medicines by the clause, and what is named as an allergy is no medicine', () => {
    const played = play(begun('咳嗽五天，吃了阿莫西林，对青霉素过敏', man), { allergy: { skipped: true } });
    expect(section(played, 'allergy')).toContain('“对青霉素过敏”');
    expect(section(played, 'medication')).not.toContain('青霉素');
  });

  test('as a QuestionnaireResponse keeps its link ids, evidence and mark', () => {
    const played = play(begun('嗓子疼两天', man), { severity: { text: '6' }, allergy: { text: '青霉素' } });
    const record = toQuestionnaireResponse(played.talk, played.analysis, played.draft, engine.data);
    expect(record).toMatchObject({ resourceType: 'QuestionnaireResponse', status: 'completed', language: 'zh-CN' });
    expect(record.meta.tag[0]?.code).toBe('ai-generated');
    expect(record.item.map((item) => item.linkId)).toEqual(['told', 'asked', 'draft']);
    const linkIds = record.item.flatMap((item) => (item.item ?? []).map((each) => each.linkId));
    expect(new Set(linkIds).size).toBe(linkIds.length);
    const allergy = record.item[1]?.item?.find((item) => item.linkId === 'asked.allergy');
    expect(allergy?.answer).toEqual([{ valueString: '青霉素' }]);
    const chief = record.item[2]?.item?.find((item) => item.linkId === 'draft.chief_complaint');
    expect(chief?.answer?.[0]).toMatchObject({
      valueString: '咽痛2天',
      extension: [{ valueString: 'turn 0:0-3' }, {}],
    });
  });
});

test('a beginning dated by the night is written as one, not as a count of hours', () => {
  const chief = (text: string) => {
    const talk = { turns: [{ from: 'patient' as const, text }], answers: [] };
    return engine.draft(engine.analyse(talk.turns), talk).sections[0]?.sentences[0]?.text;
  };
  expect(chief('昨晚开始嗓子疼，有点发烧')).toBe('昨晚起咽痛伴发热');
  expect(chief('从昨天晚上开始嗓子疼')).toBe('咽痛1天');
  expect(chief('sore throat since last night')).toBe('Sore throat since last night');
});
