// The red-flag rules as data, and how they do on the exercise texts. The texts were written before the rules that now pass them, so
// this guards against going back; an honest measure is taken on texts of others (vignettes/kept.jsonl, `npm run bench -- triage`).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dataProblems } from './check.ts';
import { createEngine } from './engine.ts';
import { loadData } from './load.ts';
import type { Engine, Level } from './types.ts';

interface Row {
  id: string;
  text: string;
  gold: 'emergency' | 'urgent' | 'routine';
  red_flag: string | null;
  age?: number;
  sex?: 'male' | 'female';
}

const FAMILIES = [
  'acute-coronary',
  'aortic',
  'stroke',
  'subarachnoid',
  'meningitis',
  'seizure',
  'syncope',
  'dyspnoea',
  'asthma',
  'embolism',
  'pneumothorax',
  'anaphylaxis',
  'airway',
  'gi-bleeding',
  'haemoptysis',
  'bleeding',
  'ectopic',
  'obstetric',
  'abdomen',
  'torsion',
  'head-injury',
  'fracture',
  'burn',
  'poisoning',
  'rhabdomyolysis',
  'heatstroke',
  'sugar',
  'sepsis',
  'vision-loss',
  'chemical-eye',
  'suicide',
  'psychosis-danger',
  'infant-fever',
  'dehydration-child',
  'foreign-body',
];

const data = loadData();
let engine: Engine;
beforeAll(() => {
  engine = createEngine(data);
});

const named = (level: Level): Row['gold'] => (level <= 2 ? 'emergency' : level === 3 ? 'urgent' : 'routine');

describe('red-flag rules', () => {
  it('name only what is defined', () => expect(dataProblems(data)).toEqual([]));

  it('cover the 35 families of the issue', () => {
    const families = new Set(data.rules.map((rule) => rule.family));
    expect(FAMILIES.filter((family) => !families.has(family))).toEqual([]);
  });

  it('speak to the patient in both languages, name a source, and never diagnose, dose or calm', () => {
    for (const rule of data.rules) {
      expect(rule.tell.zh, rule.id).toMatch(/急诊|120|110|今天/);
      expect(rule.tell.en, rule.id).toMatch(/emergency|120|110|today/);
      expect(rule.tell.zh, rule.id).not.toMatch(/没事|不要紧|放心|毫克|mg|您得了|确诊/);
      expect(rule.reference, rule.id).not.toBe('');
    }
  });
});

describe('exercise texts', () => {
  const rows: Row[] = ['flags.jsonl', 'flags2.jsonl'].flatMap((file) =>
    readFileSync(join(import.meta.dirname, '../vignettes', file), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row),
  );
  const readAs = (row: Row) =>
    named(engine.analyse(row.text, row.age === undefined ? {} : { age_months: row.age * 12 }).level);

  it('emergencies are found, traps are none', { timeout: 60_000 }, () => {
    const read = rows.map((row) => ({ row, as: readAs(row) }));
    const missed = read.filter(({ row, as }) => row.gold === 'emergency' && as !== 'emergency');
    const false_ = read.filter(({ row, as }) => row.gold === 'routine' && as === 'emergency');
    const urgent = read.filter(({ row, as }) => row.gold === 'urgent' && as === 'routine');
    expect(missed.map(({ row }) => row.text)).toEqual([]);
    expect(false_.map(({ row }) => row.text)).toEqual([]);
    expect(urgent.length).toBeLessThan(rows.filter((row) => row.gold === 'urgent').length / 5);
  });

  it('what is unsure is asked and keeps its level; a denial is none', () => {
    const unsure = engine.analyse('我好像喝了一口农药，不太确定').flags[0];
    expect(unsure?.level).toBe(1);
    expect(engine.analyse('没有胸痛，没有晕倒，也没有喘不上气').level).toBe(4);
    expect(engine.analyse('咳嗽两天，没有呼吸困难，没有痰血').level).toBe(4);
  });
});
