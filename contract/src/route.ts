/** What a route declares about itself, as data: who may call it, what goes in, what comes out, what may go wrong. */
import type { Static, TSchema } from 'typebox';
import type { ProblemCode } from './problems.ts';

export const roles = [
  'clerk',
  'nurse',
  'cashier',
  'doctor',
  'operator',
  'finance',
  'administrator',
  'auditor',
] as const;
export type Role = (typeof roles)[number];

/** `anyone`: no session; `patient`: an account on a phone; `signed_in`: any session; `board`: a hall screen; else staff roles. */
export type Who = 'anyone' | 'patient' | 'signed_in' | 'board' | readonly Role[];

/** How the payment channels want their messages answered. */
export const outsideVoices = ['wechat_notice', 'alipay_notice'] as const;
export type OutsideVoice = (typeof outsideVoices)[number];

export interface RouteSpec {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: `/api/${string}`;
  zh: string;
  en: string;
  tag: string;
  who: Who;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  answer: TSchema;
  status?: 200 | 201 | 202;
  /** True for every POST that creates: the Idempotency-Key header is required and honoured. */
  idempotent?: boolean;
  /** How large the request may be where the house's usual limit (256 kB) is not the right one. */
  body_limit_bytes?: number;
  /** An outside system that calls us hears answers and refusals in its own words, not as problems; its body is kept unread. */
  answers_as?: OutsideVoice;
  /** The answer is a file of this type and not JSON. */
  file?: 'application/pdf';
  /** Lists that are polled answer with an ETag and 304. */
  etag?: boolean;
  /** Asked for by many at once: its bytes are made once and sent as they are, past the schema’s serialiser. */
  prepared?: boolean;
  problems: readonly ProblemCode[];
}

type In<T> = T extends TSchema ? Static<T> : undefined;
export type ParamsOf<R extends RouteSpec> = In<R['params']>;
export type QueryOf<R extends RouteSpec> = In<R['query']>;
export type BodyOf<R extends RouteSpec> = In<R['body']>;
export type AnswerOf<R extends RouteSpec> = Static<R['answer']>;

export const routes = <const T extends Record<string, RouteSpec>>(table: T): T => table;
