/** For tests: an outbox with an invented world around it, and providers that do as they are told and remember what arrived. */
import { type Db, newId, sql, stillClock } from '../../../kernel/index.ts';
import type { AskOutcome, MessageChannel, NotifyNeeds, OutMessage, SendOutcome } from '../ports.ts';
import type { Outbox } from '../service-delivery.ts';

export const MORNING = Temporal.Instant.from('2026-03-02T00:00:00Z');

/** What a provider does with a message: the two silences are the same to us. */
export type Deed = 'takes' | 'loses' | 'takes_silently' | 'later' | 'refuses' | 'person_refuses';

export class TestProvider implements MessageChannel {
  readonly arrived: OutMessage[] = [];
  /** What it does with the next ones, in turn; then it takes all. */
  deeds: Deed[] = [];
  canBeAsked: boolean;
  /** It answers nothing to who asks. */
  isMute = false;
  readonly ask?: (message: OutMessage) => Promise<AskOutcome>;

  constructor(canBeAsked: boolean) {
    this.canBeAsked = canBeAsked;
    if (canBeAsked) this.ask = async (message) => this.#answer(message);
  }

  templateOf(kind: string): string {
    return `template of ${kind}`;
  }

  async send(message: OutMessage): Promise<SendOutcome> {
    const deed = this.deeds.shift() ?? 'takes';
    if (deed === 'takes' || deed === 'takes_silently') this.arrived.push(message);
    if (deed === 'takes') return { outcome: 'sent', provider_id: 'p1' };
    if (deed === 'later') return { outcome: 'later', code: 'busy' };
    if (deed === 'refuses') return { outcome: 'refused', code: 'no' };
    if (deed === 'person_refuses') return { outcome: 'refused', code: '43101', by_person: true };
    return { outcome: 'unknown', code: 'no_answer' };
  }

  #answer({ out_id }: OutMessage): AskOutcome {
    if (this.isMute) return 'no_answer';
    return this.arrived.some((one) => one.out_id === out_id) ? 'sent' : 'not_found';
  }
}

/** Patients kept by accounts, all of whom have a phone and an openid, and tickets in the states a test gives them. */
export function openTestOutbox(db: Db) {
  const keepers = new Map<string, string[]>();
  const tickets = new Map<string, string>();
  const needs: NotifyNeeds = {
    accountsOf: async () => keepers,
    cards: async (_tx, ids) => new Map(ids.map((id) => [id, { name_masked: '李*明' }])),
    names: async () => ({
      department: () => ({ name: '内科', name_en: 'Internal medicine' }),
      doctor: () => ({ name: '王医生', name_en: 'Dr Wang' }),
      room: () => ({ name: '二诊室' }),
      service_point: () => ({ name: '采血窗口', name_en: 'Blood tests' }),
    }),
    phoneOf: async () => '13900000001',
    openidOf: async () => 'oABCDEFGHIJKLMNOPQRSTUVWXYZ0',
    maskPhone: () => '139****0001',
    ticketState: async (_tx, id) => tickets.get(id),
    bookingState: async () => 'booked',
  };
  const [wechat, sms] = [new TestProvider(false), new TestProvider(true)];
  const clock = stillClock(MORNING);
  const outbox: Outbox = {
    db,
    clock,
    needs,
    channels: { wechat, sms },
    channelNow: () => clock.now(),
    log: { warn: () => {} },
  };
  return {
    outbox,
    needs,
    clock,
    wechat,
    sms,
    tickets,
    /** A patient kept by one account. */
    async patient(): Promise<{ patient_id: string; account_id: string }> {
      const [patient_id, account_id] = [newId(), newId()];
      keepers.set(patient_id, [account_id]);
      await sql`
        insert into account (id, phone_sealed, phone_index, opened_at)
        values (${account_id}, '\\x00', ${Buffer.from(account_id)}, ${MORNING})
      `.execute(db.kysely);
      return { patient_id, account_id };
    },
    keepers,
  };
}
export type TestOutbox = ReturnType<typeof openTestOutbox>;
