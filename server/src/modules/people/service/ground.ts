/** What the people services stand on. */
import type { Clock, Db, Secrets, Sessions, Settings, Wake } from '../../../kernel/index.ts';
import type { Boards, PatientLinks, SmsSender, WechatLogin } from '../ports.ts';

export interface PeopleArguments extends PatientLinks {
  db: Db;
  clock: Clock;
  secrets: Secrets;
  wake: Wake;
  settings: Settings;
  sms: SmsSender;
  /** Without it, signing in by WeChat answers `wechat_unavailable`. */
  wechatLogin?: WechatLogin;
  boards: Boards;
  /** Time outside the hospital, for TOTP: an authenticator knows nothing of the demo's moved clock. The machine's if not given. */
  outside_clock?: Clock;
}

export interface PeopleGround extends PeopleArguments {
  sessions: Sessions;
  outside_clock: Clock;
}
