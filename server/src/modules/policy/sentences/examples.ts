/** The rules on the days to come: “tomorrow at 07:00 the places of 1 December open; they may be cancelled until …”. */
import { addDays, weekdayOf } from '../../../kernel/index.ts';
import {
  type BothWords,
  type Calendar,
  cancelUntil,
  checkInWindow,
  daysAfter,
  type Now,
  type Policy,
  type Visit,
  stepEnds,
} from '../rules/index.ts';

const weekdaysZh = ['', '周一', '周二', '周三', '周四', '周五', '周六', '周日'];
const weekdaysEn = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A day as people say it, seen from today. */
function dayWords(day: string, today: string): BothWords {
  if (day === today) return { zh: '今天', en: 'today' };
  if (day === addDays(today, 1)) return { zh: '明天', en: 'tomorrow' };
  const [, month, date] = day.split('-').map(Number) as [number, number, number];
  const weekday = weekdayOf(day);
  return {
    zh: `${month}月${date}日（${weekdaysZh[weekday]}）`,
    en: `${weekdaysEn[weekday]} ${date} ${months[month - 1]}`,
  };
}
const atWords = ({ day, time }: Now, today: string): BothWords => {
  const words = dayWords(day, today);
  return { zh: `${words.zh} ${time}`, en: `${time} ${words.en}` };
};

function releaseExample(policy: Policy, now: Now, calendar: Calendar): BothWords {
  const day = now.time < policy.release_time ? now.day : addDays(now.day, 1);
  const opens = atWords({ day, time: policy.release_time }, now.day);
  const opened = dayWords(daysAfter(day, policy.horizon.to, calendar), now.day);
  return { zh: `${opens.zh} 放出${opened.zh}的号。`, en: `At ${opens.en} the places of ${opened.en} open.` };
}

/** A morning on the first working day that may be booked from tomorrow on. */
function sampleVisit(policy: Policy, now: Now, calendar: Calendar): Visit {
  const earliest = daysAfter(now.day, policy.horizon.from, calendar);
  let date = earliest > now.day ? earliest : addDays(now.day, 1);
  for (let n = 0; n < 30 && !['workday', 'make_up_workday'].includes(calendar(date)); n += 1) date = addDays(date, 1);
  return { date, half_day: 'morning', starts: '09:00', ends: '09:30', channel: 'app' };
}

function visitExamples(policy: Policy, now: Now, calendar: Calendar): BothWords[] {
  const visit = sampleVisit(policy, now, calendar);
  const day = dayWords(visit.date, now.day);
  const zh = `${day.zh}上午 09:00 的号`;
  const en = `a 09:00 place of ${day.en}`;
  const until = cancelUntil(policy, visit, calendar);
  const { opens, until: closes, late_grace_minutes } = checkInWindow(policy, visit, calendar);
  const by = closes && atWords(closes, now.day);
  const from = atWords(opens, now.day);
  const cancel = until && atWords(until, now.day);
  return [
    cancel
      ? {
          zh: `${zh}：${cancel.zh} 前可取消并全额退款。`,
          en: `For ${en}: cancel with a full refund until ${cancel.en}.`,
        }
      : { zh: `${zh}：预约后不能自行取消。`, en: `For ${en}: it cannot be cancelled by the patient.` },
    {
      zh: `${zh}：${from.zh} 起签到${by ? `，${by.zh} 截止` : '，到班次结束'}${late_grace_minutes ? `，可迟到 ${late_grace_minutes} 分钟` : ''}。`,
      en: `For ${en}: check in from ${from.en}${by ? ` to ${by.en}` : ' until the session ends'}${late_grace_minutes ? `, ${late_grace_minutes} minutes of grace` : ''}.`,
    },
  ];
}

function penaltyExamples(policy: Policy, now: Now): BothWords[] {
  return policy.penalties.slice(0, 2).flatMap(({ counts, at_least, steps }) => {
    const [step] = steps;
    if (!step || !counts.includes('no_show')) return [];
    const again = dayWords(stepEnds(step, now.day), now.day);
    return [
      {
        zh: `若今天第 ${at_least} 次爽约，${again.zh}起才能再次预约。`,
        en: `With no-show number ${at_least} today, one can book again from ${again.en}.`,
      },
    ];
  });
}

/** What the rules mean from now on, on real dates. */
export const examplesOf = (policy: Policy, now: Now, calendar: Calendar): BothWords[] => [
  releaseExample(policy, now, calendar),
  ...visitExamples(policy, now, calendar),
  ...penaltyExamples(policy, now),
];
