/** The gate before the lane: who asks too often shows to be a person first, and who hammers is not listened to. */
import {
  type Admission,
  type Challenges,
  type Db,
  type Handlers,
  Refusal,
  type Settings,
  useChallenge,
  type WorkChallenge,
} from '../../kernel/index.ts';
import type { People } from '../people/index.ts';
import type { Policies } from '../policy/index.ts';

export interface GateGround {
  db: Db;
  people: Pick<People, 'phoneOf' | 'maskPhone' | 'requestCode' | 'proveCode'>;
  policy: Policies;
  settings: Pick<Settings, 'RATE_LIMIT_PER_MINUTE'>;
  admission: Admission;
  challenges: Challenges;
}
export interface GateAsk {
  account_id: string;
  /** The act's Idempotency-Key: a solved challenge serves one act, however often it is sent. */
  key: string;
  address: string;
  now: Temporal.Instant;
  headers: Record<string, string | string[] | undefined>;
}

const textOf = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && header !== '' ? header : undefined;
/** A random name of the client's own making; whatever else is sent counts as none. */
const deviceOf = (header: string | undefined): string | null =>
  header !== undefined && /^[\w-]{16,64}$/.test(header) ? header : null;

export function gate({ db, policy, settings, admission, challenges }: GateGround) {
  return {
    /** @throws Refusal too_many_requests, challenge_required */
    async pass({ account_id, key, address, now, headers }: GateAsk): Promise<void> {
      if (settings.RATE_LIMIT_PER_MINUTE === 0) return;
      const { rush } = (await policy.current()).data;
      const device = deviceOf(textOf(headers['x-device']));
      const verdict = admission.judge({ account_id, device, address, caps: rush });
      if (verdict.is === 'unheard') {
        admission.unhear(textOf(headers.authorization) ?? '', verdict.seconds);
        throw new Refusal('too_many_requests', { seconds: verdict.seconds });
      }
      if (verdict.is === 'heard' || rush.challenge === 'off') return;
      const answer = textOf(headers['x-challenge']);
      const name = answer && (await challenges.read(answer, account_id, now));
      if (!name || !(await useChallenge(db, { name, account_id, act: key, now })))
        throw new Refusal('challenge_required');
    },
    /** An ask was refused because places are not open yet. */
    wasEarly: (account_id: string): void => admission.wasEarly(account_id),
  };
}
export type Gate = ReturnType<typeof gate>;

export type GateRouteNames = 'challengeNew' | 'challengeSms' | 'challengeSmsPass';

const challengeView = (
  { expires_at, ...challenge }: WorkChallenge,
  phone: string | undefined,
  people: GateGround['people'],
) => ({
  ...challenge,
  expires_at: expires_at.toString(),
  phone_masked: phone ? people.maskPhone(phone) : null,
});

export function gateHandlers({ db, people, challenges }: GateGround): Handlers<GateRouteNames> {
  const phoneOf = async (account_id: string): Promise<string> => {
    const phone = await people.phoneOf(db.kysely, account_id);
    if (!phone) throw new Refusal('account_without_phone');
    return phone;
  };
  return {
    async challengeNew({ actor, now }) {
      const phone = await people.phoneOf(db.kysely, actor.id);
      return challengeView(await challenges.make(actor.id, now), phone, people);
    },
    async challengeSms({ actor, now }) {
      const phone = await phoneOf(actor.id);
      return { phone_masked: people.maskPhone(phone), ...(await people.requestCode({ phone, now })) };
    },
    async challengeSmsPass({ actor, body, now }) {
      await people.proveCode({ phone: await phoneOf(actor.id), code: body.code, now });
      const { pass, expires_at } = challenges.makePass(actor.id, now);
      return { pass, expires_at: expires_at.toString() };
    },
  };
}
