/**
 * Who stands at a kiosk: a number and the name that goes with it. A number nobody has and a name that does not fit are
 * answered alike, and wrong tries are counted by kiosk and by number, so that nothing can be found out by trying.
 */
import { audit, dayOf, Refusal } from '../../../kernel/index.ts';
import { isReason, readDocument } from '../rules/documents.ts';
import * as store from '../store/identify.ts';
import type { PeopleGround } from './ground.ts';

/** Many honest people type wrongly in ten minutes; one who tries numbers does so more often. */
const PER_KIOSK = { tries: 20, minutes: 10 };
/** Of one number, at all kiosks together. */
const PER_NUMBER = { tries: 5, minutes: 60 };

/**
 * The id of the one patient whom number and name fit; who asked is in the audit trail. Opens its own transactions: a wrong
 * try stays counted when the ask is refused.
 * @throws Refusal id_number_invalid, kiosk_too_many_tries, kiosk_person_unknown
 */
export async function identify(
  ground: PeopleGround,
  ask: { board_id: string; shown: store.Shown; now: Temporal.Instant },
): Promise<string> {
  const { board_id, shown, now: at } = ask;
  const tx = ground.db.kysely;
  checkNumber(shown, dayOf(at));
  const key = store.keyOfShown(ground.secrets, shown);
  // written first and looked at afterwards: however many ask at once, each one counts all that came before
  const try_id = await store.insertTry(tx, { board_id, key, at });
  const tries = await store.countTries(tx, {
    ...{ board_id, key },
    board_since: at.subtract({ minutes: PER_KIOSK.minutes }),
    key_since: at.subtract({ minutes: PER_NUMBER.minutes }),
  });
  if (tries.of_board > PER_KIOSK.tries) throw tooMany(PER_KIOSK.minutes);
  if (tries.of_key > PER_NUMBER.tries) throw tooMany(PER_NUMBER.minutes);
  const [patient_id, another] = await store.whoFits(tx, ground.secrets, shown);
  // a phone may serve a family of one name: then only a document tells them apart
  if (!patient_id || another) throw new Refusal('kiosk_person_unknown');
  await ground.db.kysely.transaction().execute(async (own) => {
    await store.deleteTry(own, try_id);
    const action = `kiosk.identify.${shown.by}`;
    await audit(own, { at, actor: `board:${board_id}`, action, patient_id, reason: null });
  });
  return patient_id;
}

const tooMany = (minutes: number): Refusal => new Refusal('kiosk_too_many_tries', { minutes });

function checkNumber(shown: store.Shown, today: string): void {
  if (shown.by !== 'document') return;
  const read = readDocument(shown.id_kind, shown.id_number, today);
  if (isReason(read)) throw new Refusal('id_number_invalid', { zh: { reason: read.zh }, en: { reason: read.en } });
}
