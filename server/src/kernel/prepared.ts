/** An answer made once and sent many times: its bytes, their tag and, when somebody asks for it, their compressed form. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** Shared by many; whoever makes one answers for its shape, since the schema's serialiser no longer sees it. */
export class Prepared<T = unknown> {
  readonly body: Buffer;
  readonly etag: string;
  /** Only for the type: what the body says. */
  declare readonly says: T;
  #gzip: Buffer | undefined;

  constructor(value: T) {
    this.body = Buffer.from(JSON.stringify(value));
    // weak: the compressed form says the same
    this.etag = `W/"${createHash('sha1').update(this.body).digest('base64url')}"`;
  }

  get gzip(): Buffer {
    this.#gzip ??= gzipSync(this.body, { level: 6 });
    return this.#gzip;
  }

  /** Whether a client that sends this `If-None-Match` has it already. */
  isKnownAs(if_none_match: string | undefined): boolean {
    if (!if_none_match) return false;
    return if_none_match === this.etag || if_none_match.split(/\s*,\s*/).includes(this.etag) || if_none_match === '*';
  }
}

/** True unless gzip is not among the encodings the client takes, or is refused by weight 0. */
export const takesGzip = (accept_encoding: string | undefined): boolean =>
  accept_encoding !== undefined && /(^|[\s,])gzip\s*(,|;(?!\s*q=0(\.0*)?\s*(,|$))|$)/i.test(accept_encoding);
