/** Sentences on when, by whom and how often a place may be taken. */
import { coolDownWords, limitWords, type Policy } from '../rules/index.ts';
import { daysEn, daysZh, type Line, line, minutesEn, minutesZh, timesEn, timesZh } from './line.ts';

export function horizonLines({ horizon, release_time }: Policy): Line[] {
  const { from, to } = horizon;
  const zh = from.days === 0 ? '当天' : ` ${daysZh(from)}后`;
  const en = from.days === 0 ? 'today' : `${daysEn(from)} ahead`;
  return [
    line(
      'horizon',
      `可预约${zh}至 ${daysZh(to)}内的号，每天 ${release_time} 放出新一天的号。`,
      `Book from ${en} up to ${daysEn(to)} ahead; a new day opens at ${release_time} every day.`,
    ),
  ];
}

export function hoursLines(policy: Policy): Line[] {
  const { booking_hours: hours, next_day_cut_off: next, same_day_cut_off: same } = policy;
  const out: Line[] = [];
  if (hours)
    out.push(
      line(
        'booking_hours',
        `每天 ${hours.from} 至 ${hours.to} 可以预约。`,
        `Booking is open from ${hours.from} to ${hours.to}.`,
      ),
    );
  if (next)
    out.push(line('next_day', `第二天的号在前一天 ${next} 截止预约。`, `Booking for the next day stops at ${next}.`));
  if (Object.keys(same).length)
    out.push(
      line('same_day', `当天的号截止预约时间：${timesZh(same)}。`, `Same-day booking stops at ${timesEn(same)}.`),
    );
  return out;
}

const age = (from: number | null, to: number | null): [zh: string, en: string] => {
  if (from !== null && to !== null) return [`${from} 至 ${to} 岁`, `aged ${from} to ${to}`];
  return from !== null ? [`满 ${from} 岁`, `aged ${from} or older`] : [`${to} 岁及以下`, `aged ${to} or younger`];
};
const idWords: Record<string, [zh: string, en: string]> = {
  resident_id: ['居民身份证', 'a resident identity card'],
  passport: ['护照', 'a passport'],
  hk_macau_permit: ['港澳居民来往内地通行证', 'a Hong Kong or Macau permit'],
  taiwan_permit: ['台湾居民来往大陆通行证', 'a Taiwan permit'],
  foreigner_permit: ['外国人永久居留身份证', 'a foreigner’s permanent residence card'],
};

export function gateLines({ gates }: Policy): Line[] {
  const { age_from_years, age_to_years, sex, first_visit_id_kinds: kinds, symptoms } = gates;
  const out: Line[] = [];
  if (age_from_years !== null || age_to_years !== null) {
    const [zh, en] = age(age_from_years, age_to_years);
    out.push(line('gate_age', `仅限${zh}的就诊人预约。`, `Only patients ${en} can book.`));
  }
  if (sex)
    out.push(line('gate_sex', `仅接诊${sex === 'female' ? '女性' : '男性'}患者。`, `Only ${sex} patients can book.`));
  if (kinds) {
    const of = (n: 0 | 1) => kinds.map((kind) => idWords[kind]?.[n] ?? kind);
    out.push(
      line(
        'gate_first_visit',
        `首次就诊须凭${of(0).join('或')}预约。`,
        `For a first visit, book with ${of(1).join(' or ')}.`,
      ),
    );
  }
  if (symptoms?.bars.length)
    out.push(
      line(
        'gate_symptoms',
        `有${symptoms.bars.map((s) => s.zh).join('、')}症状的患者请到${symptoms.send_to.zh}就诊，不在此预约。`,
        `With ${symptoms.bars.map((s) => s.en).join(', ')}, please go to ${symptoms.send_to.en} instead of booking here.`,
      ),
    );
  return out;
}

export function limitLines({ limits, cool_downs }: Policy): Line[] {
  const rows = limits.map((limit) => {
    const { who, of, within } = limitWords(limit);
    const few = limit.max === 1 ? 'booking' : 'bookings';
    return line(
      'limits',
      `${who.zh}${within.zh}${of.zh ? `在${of.zh}` : ''}最多 ${limit.max} 个号。`,
      `${who.en} may hold ${limit.max} ${few} ${within.en}${of.en}.`,
    );
  });
  const cools = cool_downs.map(({ after, minutes }) =>
    line(
      'cool_downs',
      `${coolDownWords(after).zh}后 ${minutesZh(minutes)}内不能再预约。`,
      `After ${coolDownWords(after).en} one waits ${minutesEn(minutes)} before booking again.`,
    ),
  );
  return [...rows, ...cools];
}
