import type { WaitlistEntry } from '@menzhen/contract';
import {
  actorName,
  dayOf,
  departmentScope,
  found,
  type Handlers,
  instantOf,
  keepToDepartment,
  type Locale,
  Refusal,
} from '../../kernel/index.ts';
import { settingsFor, type WaitlistGround } from './ground.ts';
import type { WaitlistService } from './service.ts';
import type { EntryRow } from './tables.ts';

export type WaitlistRouteNames =
  | 'waitlistPreview'
  | 'waitlistJoin'
  | 'waitlistList'
  | 'waitlistShow'
  | 'waitlistLeave'
  | 'waitlistOfferAccept'
  | 'waitlistOfferRefuse'
  | 'waitlistBoard'
  | 'deskWaitlistJoin'
  | 'deskWaitlistLeave'
  | 'deskWaitlistOfferAccept'
  | 'deskWaitlistOfferRefuse';

const desk = ['clerk', 'nurse', 'operator', 'administrator'] as const;

type Headers = Record<string, string | string[] | undefined>;
const channelOf = (headers: Headers): 'app' | 'mini_program' =>
  /miniProgram|MicroMessenger/i.test(String(headers['user-agent'] ?? '')) ? 'mini_program' : 'app';

export function waitlistHandlers(ground: WaitlistGround, service: WaitlistService): Handlers<WaitlistRouteNames> {
  const { db, wake, people, booking } = ground;
  const { kysely } = db;

  const patientView = async (row: EntryRow, locale: Locale): Promise<WaitlistEntry> =>
    (await service.show(kysely, [row], { masked: false, locale, chances: true }))[0]!;
  const staffView = async (row: EntryRow, locale: Locale): Promise<WaitlistEntry> =>
    (await service.show(kysely, [row], { masked: true, locale, chances: false }))[0]!;
  const entry = (id: string): Promise<EntryRow> => service.entry(kysely, id);
  const entryOfOffer = (offer_id: string): Promise<EntryRow> => service.entryOfOffer(kysely, offer_id);

  /** Somebody else's entry does not exist for this account. */
  async function own(id: string, account_id: string): Promise<EntryRow> {
    const row = await entry(id);
    return found((await people.ownPatientIds(kysely, account_id)).includes(row.patient_id) ? row : undefined);
  }

  return {
    async waitlistPreview({ body, actor, now, headers }) {
      const channel = channelOf(headers);
      const ask = { ...body, account_id: actor.id, channel, referral: null, actor: actorName(actor), now };
      const entry = await service.consider(kysely, ask);
      const standing = await service.wouldStand(kysely, { ...entry, waits_from: now });
      const chance = await service.chanceFor(kysely, entry, standing.position, now);
      const { offer_minutes } = settingsFor(await ground.policy.current(), entry);
      return {
        ...standing,
        class: entry.class,
        chance,
        chance_reason: chance ? null : ('no_past_sessions' as const),
        offer_minutes,
      };
    },
    async waitlistJoin({ body, actor, now, headers, run, locale }) {
      const channel = channelOf(headers);
      const ask = { ...body, account_id: actor.id, channel, referral: null, actor: actorName(actor), now };
      const id = await run((tx) => service.join(tx, ask));
      wake.announce();
      return patientView(await entry(id), locale);
    },
    async waitlistList({ query, actor, locale }) {
      const patient_ids = await people.ownPatientIds(kysely, actor.id);
      const rows = await service.entriesOf(kysely, patient_ids, query.scope ?? 'open');
      return { items: await service.show(kysely, rows, { masked: false, locale, chances: true }) };
    },
    waitlistShow: async ({ params, actor, locale }) => patientView(await own(params.id, actor.id), locale),
    async waitlistLeave({ params, actor, now, run, locale }) {
      await own(params.id, actor.id);
      const told = { at: now, actor: actorName(actor) };
      const ended = await run((tx) => service.endEntry(tx, { id: params.id, to: 'left', why: null, ...told }));
      if (!ended) throw new Refusal('waitlist_ended');
      wake.announce();
      return patientView(await entry(params.id), locale);
    },
    async waitlistOfferAccept({ params, body, actor, now, headers, run, locale }) {
      const { id } = await run(async (tx) => {
        const card = await service.accept(tx, {
          offer_id: params.id,
          account_id: actor.id,
          actor: actorName(actor),
          channel: channelOf(headers),
          symptoms_declared: body.symptoms_declared ?? null,
          now,
        });
        return { id: card.id };
      });
      wake.announce();
      return (await booking.view(kysely, [found(await booking.card(kysely, id))], { masked: false, locale }))[0]!;
    },
    async waitlistOfferRefuse({ params, body, actor, now, run, locale }) {
      const told = { at: now, actor: actorName(actor) };
      const { entry_id } = await run((tx) =>
        service.refuse(tx, { offer_id: params.id, account_id: actor.id, stay: body.stay, ...told }),
      );
      wake.announce();
      return patientView(await entry(entry_id), locale);
    },
    async waitlistBoard({ query, actor, now, locale }) {
      const scope = departmentScope(actor, desk);
      const asked = query.department_id ? [query.department_id] : null;
      const department_ids = scope ? (asked ?? scope).filter((id) => scope.includes(id)) : asked;
      const ended_since = instantOf(dayOf(now), '00:00');
      return service.board(kysely, { department_ids, date: query.date ?? null, ended_since }, locale);
    },
    async deskWaitlistJoin({ body, actor, now, run, locale }) {
      const id = await run(async (tx) => {
        const referral = body.referral ?? null;
        const ask = { ...body, account_id: null, channel: 'counter' as const, referral, actor: actorName(actor), now };
        const made = await service.join(tx, ask);
        keepToDepartment(actor, ['clerk'], (await service.entry(tx, made)).department_id);
        return made;
      });
      wake.announce();
      return staffView(await entry(id), locale);
    },
    async deskWaitlistLeave({ params, body, actor, now, run, locale }) {
      keepToDepartment(actor, ['clerk'], (await entry(params.id)).department_id);
      const told = { at: now, actor: actorName(actor) };
      const ended = await run((tx) => service.endEntry(tx, { id: params.id, to: 'left', why: body.reason, ...told }));
      if (!ended) throw new Refusal('waitlist_ended');
      wake.announce();
      return staffView(await entry(params.id), locale);
    },
    async deskWaitlistOfferAccept({ params, body, actor, now, run, locale }) {
      keepToDepartment(actor, ['clerk'], (await entryOfOffer(params.id)).department_id);
      const { id } = await run(async (tx) => {
        const card = await service.accept(tx, {
          offer_id: params.id,
          account_id: null,
          actor: actorName(actor),
          channel: 'counter',
          symptoms_declared: body.symptoms_declared ?? null,
          now,
        });
        return { id: card.id };
      });
      wake.announce();
      return (await booking.view(kysely, [found(await booking.card(kysely, id))], { masked: true, locale }))[0]!;
    },
    async deskWaitlistOfferRefuse({ params, body, actor, now, run, locale }) {
      keepToDepartment(actor, ['clerk'], (await entryOfOffer(params.id)).department_id);
      const told = { at: now, actor: actorName(actor) };
      const { entry_id } = await run((tx) =>
        service.refuse(tx, { offer_id: params.id, account_id: null, stay: body.stay, ...told }),
      );
      wake.announce();
      return staffView(await entry(entry_id), locale);
    },
  };
}
