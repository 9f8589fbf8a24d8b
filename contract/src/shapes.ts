/** Shapes that every subject shares: how ids, money, days and times look on the wire. */
import { type Static, type TSchema, Type } from 'typebox';

/** Undeclared fields are refused on the way in and never leave on the way out. */
export const obj = <T extends Record<string, TSchema>>(properties: T) =>
  Type.Object(properties, { additionalProperties: false });

/** One of a few words, as a JSON-schema enum. */
export const oneOf = <const T extends readonly string[]>(words: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...words] });

export const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Id = Type.String({ format: 'uuid', description: 'UUID v7' });
/** Integer fen (1 yuan = 100 fen); never a float, never yuan. */
export const Fen = Type.Integer({ minimum: 0, maximum: 100_000_000, description: 'integer fen, 100 = 1 yuan' });
/** A point in time, RFC 3339 in UTC. */
export const Instant = Type.String({ format: 'date-time', description: 'RFC 3339, UTC' });
/** A calendar day at the hospital (Asia/Shanghai), YYYY-MM-DD. */
export const Day = Type.String({ format: 'date', description: 'hospital calendar day' });
/** A wall-clock time at the hospital (Asia/Shanghai), HH:MM. */
export const WallTime = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'hospital wall clock' });
export const Phone = Type.String({ pattern: '^1[3-9]\\d{9}$', description: 'mainland mobile number' });
/** Text people type: trimmed by the server, control characters refused. */
export const Words = (maxLength: number, minLength = 1) => Type.String({ minLength, maxLength });

export const Cursor = Type.Optional(Type.String({ maxLength: 200, description: 'next_cursor of the page before' }));
export const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 30 }));

/** A page of a list; next_cursor is null on the last one. */
export const page = <T extends TSchema>(item: T) =>
  obj({ items: Type.Array(item), next_cursor: orNull(Type.String()) });
export const list = <T extends TSchema>(item: T) => obj({ items: Type.Array(item) });

export const Done = obj({ done: Type.Literal(true) });
export const IdParams = obj({ id: Id });

export type Page<T> = { items: T[]; next_cursor: string | null };
export type { Static };
