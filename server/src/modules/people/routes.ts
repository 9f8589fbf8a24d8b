/** Contract in, service, contract out: signing in, and the signed-in person's own things. */
import { type Handlers, inTransaction, openSession, Refusal } from '../../kernel/index.ts';
import { meView } from './holder.ts';
import * as accounts from './service/accounts.ts';
import type { PeopleGround } from './service/ground.ts';
import { signInStaff } from './service/sign-in-staff.ts';
import { changeOwnPassword } from './service/staff.ts';
import { beginTotp, confirmTotp } from './service/totp.ts';

const BOARD_SESSION_DAYS = 365;
const BOARD_IDLE_DAYS = 60;
const done = { done: true } as const;

export type SignInRoutes =
  | 'smsCodeRequest'
  | 'signInPhone'
  | 'signInWechat'
  | 'signInStaff'
  | 'signInBoard'
  | 'signOut'
  | 'me'
  | 'passwordChange'
  | 'totpBegin'
  | 'totpConfirm';

interface Opened {
  token: string;
  expires_at: Temporal.Instant;
}

export function signInHandlers(ground: PeopleGround): Handlers<SignInRoutes> {
  const { kysely } = ground.db;
  async function signedIn(kind: 'patient' | 'staff' | 'board', id: string, opened: Opened) {
    ground.wake.announce();
    return { token: opened.token, me: await meView(ground, kysely, { kind, id, expires_at: opened.expires_at }) };
  }

  return {
    async smsCodeRequest(ask) {
      const sent = await accounts.requestCode(ground, { phone: ask.body.phone, now: ask.now });
      const waits = { resend_after_seconds: accounts.CODE_PAUSE_SECONDS, valid_seconds: accounts.CODE_VALID_SECONDS };
      return { ...waits, ...(sent.demo_code ? { demo_code: sent.demo_code } : {}) };
    },
    async signInPhone(ask) {
      const opened = await accounts.signInPhone(ground, { ...ask.body, now: ask.now });
      return signedIn('patient', opened.account_id, opened);
    },
    async signInWechat(ask) {
      const opened = await accounts.signInWechat(ground, { code: ask.body.code, now: ask.now });
      return signedIn('patient', opened.account_id, opened);
    },
    async signInStaff(ask) {
      const opened = await signInStaff(ground, { ...ask.body, now: ask.now });
      return signedIn('staff', opened.staff_id, opened);
    },
    async signInBoard(ask) {
      const { board, opened } = await inTransaction(ground.db, async (tx) => {
        const board = await ground.boards.byKey(tx, ask.body.key);
        if (!board) throw new Refusal('credentials_wrong');
        const lasts = Temporal.Duration.from({ hours: BOARD_SESSION_DAYS * 24 });
        const idle_minutes = BOARD_IDLE_DAYS * 24 * 60;
        const opened = await openSession(tx, { kind: 'board', holder_id: board.id, now: ask.now, lasts, idle_minutes });
        return { board, opened };
      });
      return signedIn('board', board.id, opened);
    },
    async signOut(ask) {
      await ground.sessions.end(ask.actor);
      return done;
    },
    me: (ask) => meView(ground, kysely, ask.actor),
    async passwordChange(ask) {
      await changeOwnPassword(ground, { staff_id: ask.actor.id, session: ask.actor.session, ...ask.body });
      return done;
    },
    totpBegin: (ask) => beginTotp(ground, ask.actor.id),
    async totpConfirm(ask) {
      await confirmTotp(ground, ask.actor.id, ask.body.totp);
      return done;
    },
  };
}
