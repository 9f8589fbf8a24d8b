/** The clinic with one caller of every kind at its doors, each with a session of its own. */
import { contract, type Role, type RouteName, type RouteSpec, roles } from '@menzhen/contract';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { AppOptions } from '../../server/src/app.ts';
import { newId } from '../../server/src/kernel/index.ts';
import { type Clinic, openClinic } from '../../server/src/journeys/testing/clinic.ts';

export const routes = Object.entries(contract) as [RouteName, RouteSpec][];

export type CallerKind = 'nobody' | 'patient' | 'board' | Role;
export const callerKinds: readonly CallerKind[] = ['nobody', 'patient', 'board', ...roles];

export interface Doors extends Clinic {
  /** Session token of each kind of caller; nobody has none. */
  tokens: Record<CallerKind, string | undefined>;
  /** One who may call this route. */
  welcome(spec: RouteSpec): string | undefined;
}

export async function openDoors(ask: { env?: Record<string, string> } & Pick<AppOptions, 'channels' | 'lines'> = {}) {
  const clinic = await openClinic(ask);
  const tokens = { nobody: undefined, board: clinic.board.token } as Doors['tokens'];
  tokens.patient = (await clinic.phone()).token;
  for (const role of roles) tokens[role] = await clinic.staff(`only-${role}`, [{ role, department_id: null }]);
  tokens.doctor = clinic.doctors[0]!.token; // a doctor's routes want one who stands in the catalogue
  const welcome = ({ who }: RouteSpec): string | undefined => {
    if (who === 'anyone') return undefined;
    if (who === 'signed_in') return tokens.patient;
    return tokens[typeof who === 'string' ? who : who[0]!];
  };
  return { ...clinic, tokens, welcome } satisfies Doors;
}

export interface RawAsk {
  token?: string | undefined;
  /** Sent as it is; an object or array is written as JSON. */
  body?: unknown;
  text?: string;
  headers?: Record<string, string>;
}

/** A request just as told: nothing is checked or mended on the way. */
export function send(doors: Clinic, method: string, url: string, ask: RawAsk = {}): Promise<LightMyRequestResponse> {
  const payload = ask.text ?? (ask.body === undefined ? undefined : JSON.stringify(ask.body));
  return doors.app.http.inject({
    method: method as NonNullable<InjectOptions['method']>,
    url,
    headers: {
      'idempotency-key': newId(),
      ...(ask.token ? { authorization: `Bearer ${ask.token}` } : {}),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...ask.headers,
    },
    ...(payload === undefined ? {} : { payload }),
  });
}
