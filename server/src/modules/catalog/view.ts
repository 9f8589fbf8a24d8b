/** The whole catalog in memory: a few hundred rows that every page asks for. At most 2 seconds old; new at once here. */
import type { DoctorView } from '@menzhen/contract';
import type { Tx } from '../../kernel/index.ts';
import * as store from './store.ts';
import type { CampusRow, DepartmentRow, DoctorRow, HospitalText, RoomRow, VisitTypeRow } from './tables.ts';

const CACHE_MS = 2_000;
const UNNAMED: HospitalText = { name: '医院', name_en: 'Hospital', notice: null, phone: '' };

export interface CatalogView {
  hospital: HospitalText;
  campuses: CampusRow[];
  /** Disabled ones too; the order is the hospital's. */
  departments: DepartmentRow[];
  rooms: RoomRow[];
  doctors: DoctorRow[];
  visitTypes: VisitTypeRow[];
  campus(id: string): CampusRow | undefined;
  department(id: string): DepartmentRow | undefined;
  room(id: string): RoomRow | undefined;
  doctor(id: string): DoctorRow | undefined;
  visitType(id: string): VisitTypeRow | undefined;
}

/** With the address of the drawn portrait; the version lets phones keep it until the doctor changes. */
export function doctorView(row: DoctorRow): DoctorView {
  const { pinyin: _pinyin, ...doctor } = row;
  return { ...doctor, picture_url: `/api/doctors/${row.id}/picture.svg?v=${row.version}` };
}

const byId = <T extends { id: string }>(rows: T[]): ((id: string) => T | undefined) => {
  const index = new Map(rows.map((row) => [row.id, row]));
  return (id) => index.get(id);
};

async function loadView(tx: Tx): Promise<CatalogView> {
  const hospital = (await store.loadHospital(tx)) ?? UNNAMED;
  const campuses = await store.listCampuses(tx);
  const departments = await store.list(tx, 'department');
  const rooms = await store.list(tx, 'room');
  const doctors = await store.list(tx, 'doctor');
  const visitTypes = await store.list(tx, 'visit_type');
  return {
    hospital,
    campuses,
    departments,
    rooms,
    doctors,
    visitTypes,
    campus: byId(campuses),
    department: byId(departments),
    room: byId(rooms),
    doctor: byId(doctors),
    visitType: byId(visitTypes),
  };
}

/** `view(tx)` reads by that transaction when nothing fresh is at hand, so that a change in it is seen. */
export function cachedView(db: () => Tx) {
  let fresh: { view: Promise<CatalogView>; until_ms: number } | undefined;
  return {
    view(tx?: Tx): Promise<CatalogView> {
      if (fresh && fresh.until_ms > performance.now()) return fresh.view;
      const mine = { view: loadView(tx ?? db()), until_ms: performance.now() + CACHE_MS };
      fresh = mine;
      mine.view.catch(() => {
        if (fresh === mine) fresh = undefined;
      });
      return mine.view;
    },
    forget(): void {
      fresh = undefined;
    },
  };
}
