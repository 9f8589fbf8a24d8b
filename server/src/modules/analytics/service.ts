/** The day of the hospital in figures, from the projection alone. */
import type { AnswerOf, Contract, TodayView } from '@menzhen/contract';
import { instantOf, type Tx } from '../../kernel/index.ts';
import * as store from './store.ts';

export { analyticsReader, catchUp, rebuild } from './store-projection.ts';

type Locale = 'zh' | 'en';
type DepartmentFigures = TodayView['departments'][number];
export type VisitsView = AnswerOf<Contract['todayVisits']>;

type NameOf = (kind: 'department' | 'doctor', id: string) => string;

async function naming(tx: Tx, locale: Locale): Promise<NameOf> {
  const rows = await store.names(tx);
  const byId = new Map(rows.map((row) => [`${row.kind} ${row.id}`, locale === 'zh' ? row.name : row.name_en]));
  return (kind, id) => byId.get(`${kind} ${id}`) ?? '';
}

const nothing = {
  booked: 0,
  checked_in: 0,
  waiting: 0,
  in_consultation: 0,
  seen: 0,
  no_shows: 0,
  cancelled: 0,
  wait_minutes_p50: null,
  wait_minutes_p90: null,
};

/** Today's board. `as_of` is the newest fact it knows of, so that an unchanged page is unchanged byte for byte. */
export async function todayOf(tx: Tx, ask: store.Scope & { locale: Locale }): Promise<TodayView> {
  const counts = await store.countsOf(tx, ask);
  const money = await store.moneyOf(tx, ask);
  const nameOf = await naming(tx, ask.locale);
  const as_of = (await store.asOf(tx)) ?? instantOf(ask.date, '00:00');
  const {
    department_id: _all,
    visits,
    ...total
  } = counts.find((row) => row.department_id === null) ?? {
    ...nothing,
    department_id: null,
    visits: 0,
  };
  const sum = (of: 'paid_fen' | 'refunded_fen') => money.reduce((fen, row) => fen + row[of], 0);
  return {
    date: ask.date,
    as_of: as_of.toString(),
    visits,
    ...total,
    paid_fen: sum('paid_fen'),
    refunded_fen: sum('refunded_fen'),
    departments: departmentsOf(counts, money, nameOf),
    hours: await store.hoursOf(tx, ask),
  };
}

/** Departments with visits or money on the day, by name. */
function departmentsOf(counts: store.CountRow[], money: store.MoneyRow[], nameOf: NameOf): DepartmentFigures[] {
  const ids = new Set([...counts, ...money].flatMap((row) => row.department_id ?? []));
  return [...ids]
    .map((department_id) => {
      const found = counts.find((row) => row.department_id === department_id);
      const { visits: _visits, ...figures } = found ?? { ...nothing, visits: 0 };
      const paid_fen = money.find((row) => row.department_id === department_id)?.paid_fen ?? 0;
      return { ...figures, department_id, department_name: nameOf('department', department_id), paid_fen };
    })
    .sort(
      (a, b) =>
        a.department_name.localeCompare(b.department_name, 'zh') || (a.department_id < b.department_id ? -1 : 1),
    );
}

/** The visits behind a figure. */
export async function visitsOf(
  tx: Tx,
  ask: store.Scope & { figure: store.Figure; locale: Locale },
): Promise<VisitsView> {
  const nameOf = await naming(tx, ask.locale);
  const rows = await store.visitsBehind(tx, ask, ask.figure);
  return {
    items: rows.map((row) => ({
      booking_id: row.booking_id,
      patient_id: row.patient_id,
      department_name: nameOf('department', row.department_id),
      doctor_name: nameOf('doctor', row.doctor_id),
      state: row.state,
      slot_starts: row.starts ?? '',
      checked_in_at: row.checked_in_at?.toString() ?? null,
      called_at: row.called_at?.toString() ?? null,
      finished_at: row.finished_at?.toString() ?? null,
      wait_minutes: row.wait_minutes,
    })),
  };
}
