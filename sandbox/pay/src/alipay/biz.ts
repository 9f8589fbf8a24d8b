import { fenOf } from '../money.ts';
import { invalid, invalidParameter, missing } from './errors.ts';

/** The business parameters of one call, as they came inside `biz_content`. */
export type Biz = Record<string, unknown>;

export function parseBiz(text: string | undefined): Biz {
  if (!text) throw missing('biz_content');
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Biz;
  } catch {
    // said below
  }
  throw invalid('invalid-parameter', 'biz_content不是JSON');
}

/** @throws AlipayError unless the parameter is absent or a text of at most this length */
export function optionalText(biz: Biz, name: string, maximum: number): string | undefined {
  const value = biz[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string' || value.length > maximum) throw invalidParameter(name);
  return value;
}

export function requiredText(biz: Biz, name: string, maximum: number): string {
  const value = optionalText(biz, name, maximum);
  if (value === undefined) throw invalidParameter(name);
  return value;
}

/** A merchant's number: letters, digits, underscore (and, since merchants use it, the hyphen). */
export function merchantNo(biz: Biz, name: string): string | undefined {
  const value = optionalText(biz, name, 64);
  if (value !== undefined && !/^[0-9A-Za-z_-]+$/.test(value)) throw invalidParameter(name);
  return value;
}

/** Yuan as a text or a number; at least 0.01. */
export function requiredFen(biz: Biz, name: string): number {
  const fen = fenOf(String(biz[name] ?? ''));
  if (fen === undefined || fen < 1 || fen > 10_000_000_000) throw invalidParameter(name);
  return fen;
}
