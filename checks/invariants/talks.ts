/** I18: no danger that was told is lost: it stands at its level, has an alert, stops the talk, and the doctor can read it. */
import { type Ask, allSentences } from './ask.ts';

const NO_ALERT = `
  select format('talk %s is of level %s and nobody was alerted', t.id, t.level) as what
  from talk t where t.level <= 2
    and not exists (select 1 from preconsult_alert a where a.talk_id = t.id and a.kind = 'flag' and a.level <= t.level)`;

/** A level may be more pressing than its flags, never less. */
const LOWERED = `
  select format('talk %s is of level %s, but its flag %s of level %s stands', t.id, t.level, f.rule, f.level) as what
  from talk t join talk_flag f on f.talk_id = t.id
  where f.state <> 'denied' and f.level < t.level`;

const NOT_STOPPED = `
  select format('talk %s has the flag %s of level %s and is %s', t.id, f.rule, f.level, t.state) as what
  from talk t join talk_flag f on f.talk_id = t.id
  where f.state = 'fired' and f.level <= 2 and t.state not in ('stopped', 'abandoned')`;

/** Only a flag that was not sure may be denied, and the record says so. */
const DENIED_UNTOLD = `
  select format('flag %s of talk %s was denied, and no fact says so', f.rule, f.talk_id) as what
  from talk_flag f
  where f.state = 'denied' and not exists (
    select 1 from fact where subject = 'talk:' || f.talk_id and kind = 'preconsult.denied' and data->>'rule' = f.rule)`;

const NO_SUMMARY = `
  select format('talk %s is %s and has no summary', t.id, t.state) as what
  from talk t where t.state in ('stopped', 'confirmed') and t.words_gone_at is null
    and not exists (select 1 from preconsult_summary s where s.talk_id = t.id)`;

const SIGNED_UNKEPT = `
  select format('summary %s is signed, and its version %s is not', s.id, s.version) as what
  from preconsult_summary s left join preconsult_summary_version v on v.summary_id = s.id and v.number = s.version
  where v.summary_id is null or v.text <> s.text or v.signed <> (s.state = 'signed')`;

export const noDangerIsLost = (ask: Ask): Promise<string[]> =>
  allSentences(ask, NO_ALERT, LOWERED, NOT_STOPPED, DENIED_UNTOLD, NO_SUMMARY, SIGNED_UNKEPT);
