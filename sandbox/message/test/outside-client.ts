/** Alibaba Cloud's own client of its SMS service, which knows nothing of this repository but an address and a key. */
import { createRequire } from 'node:module';
import type { StandIn } from '../src/index.ts';

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: bodies of another program, looked at field by field
  body: any;
}
interface Outside {
  sendSms(request: object): Promise<Answer>;
  querySendDetails(request: object): Promise<Answer>;
}

const load = createRequire(import.meta.url);
const { $OpenApiUtil } = load('@alicloud/openapi-core') as { $OpenApiUtil: { Config: new (values: object) => object } };
const library = load('@alicloud/dysmsapi20170525') as {
  default: new (config: object) => Outside;
  SendSmsRequest: new (values: object) => object;
  QuerySendDetailsRequest: new (values: object) => object;
};

/** @param key another key than the stand-in gave */
export function outsideSms(standIn: StandIn, key: { accessKeyId?: string; accessKeySecret?: string } = {}) {
  const client = new library.default(
    new $OpenApiUtil.Config({
      accessKeyId: standIn.sms.access_key_id,
      accessKeySecret: standIn.sms.access_key_secret,
      ...key,
      endpoint: new URL(standIn.url).host,
      protocol: 'http',
      readTimeout: 1000,
      noProxy: '127.0.0.1',
    }),
  );
  return {
    send: async (request: object) => (await client.sendSms(new library.SendSmsRequest(request))).body,
    query: async (request: object) =>
      (await client.querySendDetails(new library.QuerySendDetailsRequest({ pageSize: 10, currentPage: 1, ...request })))
        .body,
  };
}
