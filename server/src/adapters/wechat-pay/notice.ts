import { ChannelMessageRefused, type ChannelNotice, type MessageRefusal } from '../../modules/payment/ports.ts';
import { child, readOrder, readRefund, text } from './reading.ts';
import type { Credentials } from './settings.ts';
import { openResource, signatureFault } from './signing.ts';

type Json = Record<string, unknown>;

/**
 * Reads a message posted to the notify address: signature first, then the seal, then the words.
 * @throws ChannelMessageRefused
 */
export function readNotice(
  credentials: Credentials,
  at: Temporal.Instant,
  headers: Record<string, string | undefined>,
  rawBody: Uint8Array,
): ChannelNotice {
  const fault = signatureFault(credentials, at, (name) => headers[name], rawBody);
  if (fault) throw new ChannelMessageRefused(fault);
  const envelope = orRefuse('bad_body', () => readEnvelope(rawBody));
  const plain = orRefuse('undecryptable', () => openResource(credentials, envelope.resource));
  const told = orRefuse('bad_body', () => parseObject(plain));
  if (told.mchid !== credentials.mchid) throw new ChannelMessageRefused('wrong_merchant');
  return { ...noticeOf(credentials, envelope, told), nonce: headers['wechatpay-nonce']! };
}

interface Envelope {
  notice_id: string;
  event_type: string;
  resource: { ciphertext: string; nonce: string; associated_data: string };
}

function readEnvelope(rawBody: Uint8Array): Envelope {
  const json = parseObject(Buffer.from(rawBody).toString('utf8'));
  const resource = child(json, 'resource');
  if (resource.algorithm !== 'AEAD_AES_256_GCM') throw new Error('algorithm');
  return {
    notice_id: text(json, 'id'),
    event_type: text(json, 'event_type'),
    resource: {
      ciphertext: text(resource, 'ciphertext'),
      nonce: text(resource, 'nonce'),
      associated_data: typeof resource.associated_data === 'string' ? resource.associated_data : '',
    },
  };
}

function noticeOf(credentials: Credentials, { notice_id, event_type }: Envelope, told: Json): ChannelNotice {
  if (event_type === 'TRANSACTION.SUCCESS') {
    if (told.appid !== credentials.appid) throw new ChannelMessageRefused('wrong_app');
    if (currencyOf(told) !== 'CNY') throw new ChannelMessageRefused('wrong_currency');
    const order = orRefuse('bad_body', () => readOrder(told));
    if (order.status !== 'paid') throw new ChannelMessageRefused('bad_body');
    return { notice_id, kind: 'paid', order };
  }
  if (['REFUND.SUCCESS', 'REFUND.ABNORMAL', 'REFUND.CLOSED'].includes(event_type)) {
    return { notice_id, kind: 'refund', refund: orRefuse('bad_body', () => readRefund(told, 'refund_status')) };
  }
  throw new ChannelMessageRefused('unknown_event');
}

const currencyOf = (told: Json): unknown => orRefuse('bad_body', () => text(child(told, 'amount'), 'currency'));

function parseObject(json: string): Json {
  return child({ value: JSON.parse(json) as unknown }, 'value');
}

function orRefuse<T>(code: MessageRefusal, read: () => T): T {
  try {
    return read();
  } catch {
    throw new ChannelMessageRefused(code);
  }
}
