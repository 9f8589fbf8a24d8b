/** What people needs from the outside and from modules later in the order; given by app.ts as plain arguments. */
import type { Tx } from '../../kernel/index.ts';

export interface SmsSender {
  /**
   * Sends a sign-in code to a mainland mobile number; resolves once the provider took it.
   * `demo_code` is set only by the demo's sender: the answer to the phone then carries the code.
   * @throws when the provider could not be reached or refused; the code then counts as not sent
   */
  send(message: { phone: string; code: string; valid_minutes: number }): Promise<{ demo_code?: string }>;
}

/** Turns a mini program's one-time code into the person's openid. */
export interface WechatLogin {
  /** @throws an Error whose `code` is 'bad_code', 'too_often' or 'blocked' when WeChat refuses, anything else when it is unreachable */
  exchange(code: string): Promise<{ openid: string; unionid?: string }>;
}

/** Hall screens belong to the catalog; people only opens their sessions. */
export interface Boards {
  byKey(tx: Tx, key: string): Promise<{ id: string; name: string } | undefined>;
  byId(tx: Tx, id: string): Promise<{ id: string; name: string } | undefined>;
}

/** Questions that only modules later in the order can answer. */
export interface PatientLinks {
  /** Has this account an unfinished booking for this patient? */
  hasOpenBookings(tx: Tx, patient_id: string, account_id: string): Promise<boolean>;
  /** Has or had this patient a booking in one of these departments? Asked before staff of those departments unmask. */
  hasBookingIn(tx: Tx, patient_id: string, department_ids: string[]): Promise<boolean>;
}
