import { describe, expect, it } from 'vitest';
import { createEngine } from './engine.ts';
import { loadData } from './load.ts';
import { createRouter } from './routing.ts';
import type { Profile, Reading } from './types.ts';

const data = loadData();
const engine = createEngine(data);
const routed = (text: string, profile: Profile = {}) => engine.analyse(text, profile).routing;
const first = (text: string, profile: Profile = {}) => routed(text, profile).ranked[0]?.department;

describe('the department a complaint finds', () => {
  it.each([
    ['最近总是心慌，心电图说有早搏', 'cardio'],
    ['血压一直降不下来，吃了硝苯地平还是160', 'cardio'],
    ['体检CT说右肺有个磨玻璃结节', 'resp'],
    ['胃里反酸烧心，吃完饭就胀，幽门螺杆菌阳性', 'gi'],
    ['查出大三阳，转氨酶一百多', 'infect'],
    ['突然嘴歪了，是不是面瘫', 'neuro'],
    ['手抖得厉害，医生说是帕金森', 'neuro'],
    ['空腹血糖九点多，要不要打胰岛素', 'endo'],
    ['甲亢吃赛治半年了要不要停', 'endo'],
    ['尿里泡沫很多，尿蛋白两个加号', 'nephro'],
    ['血小板只有四十', 'hema'],
    ['早上起来手指僵硬，类风湿因子高', 'rheum'],
    ['左下腹隐隐作痛一个星期了', 'internal'],
  ])('%s -> %s', (text, department) => {
    expect(first(text)).toBe(department);
  });

  it('lets a disease asked about outweigh symptoms told beside it', () => {
    expect(first('最近有点头晕没胃口，请问甲状腺结节怎么治疗')).toBe('endo');
  });

  it('does not send somebody who only wonders about cancer to oncology', () => {
    expect(first('咳嗽有一个月了，痰多，会不会是肺癌')).toBe('resp');
  });

  it('counts what is denied hardly at all', () => {
    const denied = routed('没有胸闷，没有心慌').ranked.find((each) => each.department === 'cardio');
    const told = routed('胸闷，心慌').ranked.find((each) => each.department === 'cardio');
    expect(denied?.score ?? 0).toBeLessThan((told?.score ?? 0) / 3);
  });

  it('shows the words that spoke, where they stand, and adds them up to the score', () => {
    const text = '您好，我最近胃痛，还反酸';
    const best = routed(text).ranked[0];
    const prior = data.departments.find((each) => each.code === best?.department)?.prior ?? 0;
    for (const { words, start, end } of best?.because ?? []) expect(text.slice(start, end)).toBe(words);
    const sum = (best?.because ?? []).reduce((total, { weight }) => total + weight, prior);
    expect(best?.score).toBeCloseTo(sum, 6);
  });
});

describe('who is seen where', () => {
  const child = { age_months: 60 };

  it('takes a child to paediatrics first, with the department of grown-ups still among three', () => {
    const { ranked } = routed('咳嗽有痰，喘', child);
    expect(ranked[0]?.department).toBe('peds');
    expect(ranked.slice(0, 3).map((each) => each.department)).toContain('resp');
  });

  it('takes nobody over eighteen to paediatrics, whatever words are used', () => {
    expect(routed('宝宝发烧', { age_months: 400 }).ranked.map((each) => each.department)).not.toContain('peds');
  });

  it('knows a child by what it is called, also when the mother tells her own age', () => {
    expect(routed('宝宝发烧咳嗽').ranked[0]?.department).toBe('peds');
    expect(routed('女，28岁。宝宝拉肚子，喝的奶粉').ranked[0]?.department).toBe('peds');
  });

  it('does not take an unborn child for the patient', () => {
    expect(routed('怀孕32周，宝宝脐带绕颈').ranked[0]?.department).toBe('obgyn');
  });

  it('takes a man with words of women to urology', () => {
    expect(routed('备孕一年没怀上', { sex: 'male' }).ranked[0]?.department).toBe('uro');
  });

  it('takes no man to gynaecology', () => {
    const { ranked } = routed('小肚子痛，月经不调', { sex: 'male' });
    expect(ranked.map((each) => each.department)).not.toContain('obgyn');
  });
});

describe('little said', () => {
  it.each(['', '你好', '😀😀', 'asdf', '不舒服怎么办'])('abstains: %j', (text) => {
    expect(routed(text).abstain).toBe(true);
    expect(routed(text).confidence).toBeLessThan(0.86);
  });

  it('answers a clear complaint', () => {
    expect(routed('查出乙肝大三阳，肝功能不正常怎么治疗').abstain).toBe(false);
  });

  it('stays between 0 and 1 for long texts', () => {
    const { confidence } = routed('胃痛'.repeat(5000));
    expect(confidence).toBeGreaterThanOrEqual(0);
    expect(confidence).toBeLessThanOrEqual(1);
  });
});

describe('what a hospital sets', () => {
  const route = createRouter(data);
  const reading = (text: string): Reading => engine.read(text);

  it('sends what it has not to the first fallback it has, with the reasons', () => {
    const { ranked } = route(reading('类风湿因子高，关节变形'), {}, { open: new Set(['internal', 'gi', 'ortho']) });
    expect(ranked.map((each) => each.department).sort()).toEqual(['gi', 'internal', 'ortho']);
    expect(ranked[0]?.because.length).toBeGreaterThan(0);
  });

  it('may treat children where grown-ups go', () => {
    const { ranked } = route(reading('癫痫又发作了'), { age_months: 120 }, { child_under_months: 0 });
    expect(ranked[0]?.department).toBe('neuro');
  });

  it('adds what was learned of its own visits', () => {
    const before = route(reading('头晕'), {}).ranked[0]?.department;
    expect(before).toBe('neuro');
    expect(route(reading('头晕'), {}, { learned: { ent: 20 } }).ranked[0]?.department).toBe('ent');
  });
});

describe('the tables', () => {
  it('know every department they name, and weigh by whole numbers from 1 to 5', () => {
    const codes = new Set(data.departments.map((each) => each.code));
    for (const weights of Object.values(data.weights)) {
      for (const [code, weight] of Object.entries(weights)) {
        expect(codes.has(code), code).toBe(true);
        expect([1, 2, 3, 4, 5], `${code}: ${weight}`).toContain(weight);
      }
    }
  });

  it('weigh only concepts there are', () => {
    const known = new Set(data.concepts.map((each) => each.id));
    expect(Object.keys(data.weights).filter((id) => !known.has(id))).toEqual([]);
  });

  it('fall back to departments there are, never to themselves', () => {
    const codes = new Set(data.departments.map((each) => each.code));
    for (const { code, fallback } of data.departments) {
      expect(fallback.length).toBeGreaterThan(0);
      for (const each of fallback) expect(each !== code && codes.has(each)).toBe(true);
    }
  });
});
