/**
 * Showing to be a person: a proof of work in altcha's form, or a pass that a code by SMS was exchanged for. Both are signed,
 * belong to one account, run out, and name themselves, so that whoever keeps the used ones can take each once.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createChallenge, extractParams, verifySolution } from 'altcha-lib/v1';

export interface WorkChallenge {
  algorithm: 'SHA-256';
  challenge: string;
  salt: string;
  max_number: number;
  signature: string;
  expires_at: Temporal.Instant;
}

/** Numbers to try: half of them on average; one to three seconds of a phone, and as much of a bot's every time. */
export const WORK_MAX_NUMBER = 150_000;
const WORK_LASTS_SECONDS = 300;
const PASS_LASTS_SECONDS = 300;
const PASS = 'sms';

interface Payload {
  algorithm: string;
  challenge: string;
  number: number;
  salt: string;
  signature: string;
}

export interface Challenges {
  make(account_id: string, now: Temporal.Instant): Promise<WorkChallenge>;
  makePass(account_id: string, now: Temporal.Instant): { pass: string; expires_at: Temporal.Instant };
  /** The name of a right answer of this account that has not run out, else undefined. Whether it was used is not its matter. */
  read(answer: string, account_id: string, now: Temporal.Instant): Promise<string | undefined>;
}

/** @param key signs; the same on every node. @param max_number how much work is asked for */
export function challengesOf(key: string, max_number: number = WORK_MAX_NUMBER): Challenges {
  const sealOf = (text: string): string => createHmac('sha256', key).update(text).digest('base64url');
  const seconds = (at: Temporal.Instant): number => Math.floor(at.epochMilliseconds / 1000);

  function readPass(answer: string, account_id: string, now: Temporal.Instant): string | undefined {
    const [, expires = '', name = '', seal = ''] = answer.split('.');
    const right = Buffer.from(sealOf(`${account_id}.${expires}.${name}`));
    const given = Buffer.from(seal);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    return Number(expires) >= seconds(now) ? name : undefined;
  }

  async function readWork(answer: string, account_id: string, now: Temporal.Instant): Promise<string | undefined> {
    const payload = payloadOf(answer);
    if (!payload) return undefined;
    const params = extractParams(payload as never);
    if (params.account !== account_id || !(Number(params.until) >= seconds(now))) return undefined;
    // the hospital's clock has judged the time; altcha's own check asks the machine's
    return (await verifySolution(payload as never, key, false)) ? payload.challenge : undefined;
  }

  return {
    async make(account_id, now) {
      const expires_at = now.add({ seconds: WORK_LASTS_SECONDS });
      const params = { account: account_id, until: String(seconds(expires_at)) };
      const { challenge, salt, signature } = await createChallenge({ hmacKey: key, maxnumber: max_number, params });
      return { algorithm: 'SHA-256', challenge, salt, max_number, signature, expires_at };
    },
    makePass(account_id, now) {
      const expires_at = now.add({ seconds: PASS_LASTS_SECONDS });
      const expires = seconds(expires_at);
      const name = randomBytes(16).toString('base64url');
      return { pass: `${PASS}.${expires}.${name}.${sealOf(`${account_id}.${expires}.${name}`)}`, expires_at };
    },
    read: async (answer, account_id, now) =>
      answer.startsWith(`${PASS}.`) ? readPass(answer, account_id, now) : readWork(answer, account_id, now),
  };
}

/** Undefined for whatever is not altcha's payload: base64 of JSON with these five fields. */
function payloadOf(answer: string): Payload | undefined {
  try {
    const payload = JSON.parse(Buffer.from(answer, 'base64').toString('utf8')) as Partial<Payload>;
    const texts = [payload.challenge, payload.salt, payload.signature];
    const isWhole = texts.every((text) => typeof text === 'string') && Number.isSafeInteger(payload.number);
    return isWhole && payload.algorithm === 'SHA-256' ? (payload as Payload) : undefined;
  } catch {
    return undefined;
  }
}
