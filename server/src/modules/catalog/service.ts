/** Adding to the catalog and changing it. Reading goes through view.ts. */
import { found, Refusal, record, type Tx, violated } from '../../kernel/index.ts';
import { factOf } from './facts.ts';
import { pinyinOf } from './rules.ts';
import { type Discount, type DiscountFault, discountFaults } from './rules-fee.ts';
import * as store from './store.ts';
import type { CampusRow, DepartmentRow, HospitalText } from './tables.ts';

export interface Acting {
  now: Temporal.Instant;
  actor: string;
}
export type Thing = { kind: store.Kind; id: string };
/** Do schedules or bookings still need it? Answered by modules later in the order. */
export type InUse = (tx: Tx, thing: Thing) => Promise<boolean>;

/** What people give; spellings are made here. */
/** `access`: by booking, when left out of a new one. */
export type NewDepartment = Omit<store.Fields<'department'>, 'pinyin' | 'access'> &
  Partial<Pick<DepartmentRow, 'access'>>;
export type NewDoctor = Omit<store.Fields<'doctor'>, 'pinyin'>;
export type NewRoom = store.Fields<'room'>;
/** `discounts`: all of them; none when left out of a new one, unchanged when left out of a change. */
export type NewVisitType = store.Fields<'visit_type'> & { discounts?: Discount[] };
type Change<T> = Partial<T> & { version: number; state?: 'active' | 'disabled' };

const UNKNOWN = new Set(['room_campus', 'room_department', 'doctor_department']);
function asRefusal(error: unknown): never {
  const constraint = violated(error) ?? '';
  if (UNKNOWN.has(constraint)) throw new Refusal('not_found');
  if (constraint === 'department_parent')
    throw invalid('parent_id', '科室只有两级：上级须是一级科室，且自己没有下级 / departments have two levels only');
  if (constraint === 'department_ages')
    throw invalid('age_to_years', '不能小于起始年龄 / may not be below age_from_years');
  if (constraint === 'department_not_own_parent') throw invalid('parent_id', '上级不能是自己 / may not be itself');
  throw error;
}
const invalid = (field: string, message: string) => new Refusal('input_invalid', {}, [{ field, message }]);

/** Names are trimmed and NFC; one that is only blanks is refused. */
export function tidied<T extends object>(fields: T): T {
  const tidy = Object.entries(fields).map(([field, value]) => {
    if (typeof value !== 'string') return [field, value];
    const text = value.normalize('NFC').trim();
    if (text === '' && field.startsWith('name')) throw invalid(field, '必填 / is required');
    return [field, text];
  });
  return Object.fromEntries(tidy) as T;
}

/** Whatever is put under a department needs it to be there and active, and it stays so until we commit. */
async function needDepartment(tx: Tx, id: string | null | undefined): Promise<void> {
  if (id && (await store.holdDepartment(tx, id)) !== 'active') throw new Refusal('not_found');
}

async function add<K extends store.Kind>(tx: Tx, acting: Acting, kind: K, fields: store.Fields<K>) {
  const row = await store.insert(tx, kind, fields).catch(asRefusal);
  await record(tx, factOf(acting, kind, 'added', row));
  return row;
}

export async function addDepartment(tx: Tx, acting: Acting, given: NewDepartment) {
  await needDepartment(tx, given.parent_id);
  const fields = tidied(given);
  return add(tx, acting, 'department', { access: 'booking', ...fields, pinyin: pinyinOf(fields.name) });
}
export async function addDoctor(tx: Tx, acting: Acting, given: NewDoctor) {
  await needDepartment(tx, given.department_id);
  const fields = tidied(given);
  return add(tx, acting, 'doctor', { ...fields, pinyin: pinyinOf(fields.name) });
}
export async function addRoom(tx: Tx, acting: Acting, given: NewRoom) {
  await needDepartment(tx, given.department_id);
  return add(tx, acting, 'room', tidied(given));
}

const faultWords: Record<DiscountFault['why'], string> = {
  twice: '同一费别的同一项费用只能有一条优惠 / one discount a payer class and part',
  percent: '百分比须在 1 到 100 之间 / a percentage is between 1 and 100',
  nothing: '减免金额须大于零；不优惠请删去这一条 / takes nothing off; leave it out',
  above_price: '减免金额不能高于这一项的价格 / takes off more than the price',
};
function checkDiscounts(...known: Parameters<typeof discountFaults>): void {
  const faults = discountFaults(...known);
  if (faults.length === 0) return;
  const fields = faults.map(({ at, field, why }) => ({ field: `discounts.${at}.${field}`, message: faultWords[why] }));
  throw new Refusal('input_invalid', {}, fields);
}

/** @throws Refusal input_invalid: naming each discount that cannot be */
export async function addVisitType(tx: Tx, acting: Acting, { discounts = [], ...given }: NewVisitType) {
  checkDiscounts(given, discounts);
  const { id } = await store.insert(tx, 'visit_type', tidied(given));
  await store.putDiscounts(tx, id, discounts);
  const row = found(await store.load(tx, 'visit_type', id));
  await record(tx, factOf(acting, 'visit_type', 'added', row));
  return row;
}

async function change<K extends store.Kind>(
  tx: Tx,
  ask: Acting & { kind: K; id: string; inUse: InUse },
  given: Change<store.Fields<K>>,
) {
  const { version, ...fields } = tidied(given);
  const before = found(await store.load(tx, ask.kind, ask.id));
  const set = fields as Partial<store.Rows[K]>;
  const row = await store.update(tx, ask.kind, ask.id, version, set).catch(asRefusal);
  if (!row) throw new Refusal('version_conflict');
  if (before.state === 'active' && row.state === 'disabled' && (await isUsed(tx, ask)))
    throw new Refusal('still_in_use');
  await record(tx, factOf(ask, ask.kind, 'changed', row));
  return row;
}

const isUsed = async (tx: Tx, ask: Thing & { inUse: InUse }): Promise<boolean> =>
  (ask.kind === 'department' && (await store.hasActiveUnder(tx, ask.id))) ||
  ask.inUse(tx, { kind: ask.kind, id: ask.id });

type ChangeAsk = Acting & { id: string; inUse: InUse };
const respelt = (name: string | undefined) => (name === undefined ? {} : { pinyin: pinyinOf(name) });

export async function changeDepartment(tx: Tx, ask: ChangeAsk, given: Change<NewDepartment>) {
  await needDepartment(tx, given.parent_id);
  return change(tx, { ...ask, kind: 'department' }, { ...given, ...respelt(given.name) });
}
export async function changeDoctor(tx: Tx, ask: ChangeAsk, given: Change<NewDoctor>) {
  await needDepartment(tx, given.department_id);
  return change(tx, { ...ask, kind: 'doctor' }, { ...given, ...respelt(given.name) });
}
export async function changeRoom(tx: Tx, ask: ChangeAsk, given: Change<NewRoom>) {
  await needDepartment(tx, given.department_id);
  return change(tx, { ...ask, kind: 'room' }, given);
}

/**
 * Prices and discounts are one thing under one version: a price cannot be lowered below what is taken off it.
 * @throws Refusal as the other changes, and input_invalid naming each discount that cannot be
 */
export async function changeVisitType(tx: Tx, ask: ChangeAsk, { discounts, ...given }: Change<NewVisitType>) {
  await store.holdVisitType(tx, ask.id);
  const before = found(await store.load(tx, 'visit_type', ask.id));
  if (before.version !== given.version) throw new Refusal('version_conflict');
  checkDiscounts({ ...before, ...given }, discounts ?? before.discounts);
  if (discounts) await store.putDiscounts(tx, ask.id, discounts);
  return change(tx, { ...ask, kind: 'visit_type' }, given);
}

export const addCampus = (tx: Tx, given: Omit<CampusRow, 'id'>): Promise<CampusRow> =>
  store.insertCampus(tx, tidied(given));
export const nameHospital = (tx: Tx, text: HospitalText): Promise<void> => store.putHospital(tx, tidied(text));
