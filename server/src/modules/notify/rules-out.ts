/** What a message carries to a phone: words for the hospital's templates, and the page that it opens. Pure. */
import { dayOf, wallTimeOf } from '../../kernel/index.ts';
import type { NoticeKind } from './facts.ts';
import { type Named, placeOf, whenEn, whenZh, wordsOf } from './rules-words.ts';

type Language = 'zh' | 'en';

const tips: Partial<Record<NoticeKind, Record<Language, string>>> = {
  'ticket.near': { zh: '请到诊室附近等候', en: 'Please wait near the room' },
  'ticket.called': { zh: '请现在过去', en: 'Please go there now' },
  'ticket.transferred': { zh: '请到新的地点等候', en: 'Please wait there' },
  'ticket.undone': { zh: '请继续等候', en: 'Please go on waiting' },
  'ticket.passed': { zh: '回来后请到分诊台', en: 'Back? See the triage desk' },
};

/** 2026年3月2日 08:00, the one form of a time that WeChat takes. */
function timeOf(at: Temporal.Instant): string {
  const [year, month, day] = dayOf(at).split('-').map(Number);
  return `${year}年${month}月${day}日 ${wallTimeOf(at)}`;
}

/** Every word a template may ask for; empty where this kind of message has none. */
export function outWords(
  kind: NoticeKind,
  named: Named,
  ask: { language: Language; at: Temporal.Instant },
): Record<string, string> {
  const { title, text } = wordsOf(kind, named, ask.language);
  const when = ask.language === 'en' ? whenEn : whenZh;
  return {
    patient: named.patient,
    number: named.number ?? '',
    ahead: named.people_ahead === undefined ? '' : String(named.people_ahead),
    place: placeOf(named),
    department: named.department,
    doctor: named.doctor,
    room: named.room,
    when: named.date ? when(named.date, named.starts) : '',
    time: timeOf(ask.at),
    tip: tips[kind]?.[ask.language] ?? title,
    title,
    text,
  };
}

/** The page of the phone app on which the message goes on. */
export function pageOf(kind: NoticeKind, booking_id: string | null): string {
  if (kind.startsWith('ticket.')) return 'queue/tickets-page';
  if (kind.startsWith('waitlist.')) return 'waitlist/waitlist-page';
  if (kind.startsWith('penalty.')) return 'policy/standing-page';
  if (booking_id === null) return 'notify/messages-page';
  return kind === 'closure_case.opened'
    ? `booking/closure-page?booking=${booking_id}`
    : `booking/booking-page?id=${booking_id}`;
}
