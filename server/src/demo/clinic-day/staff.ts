/** The demo hospital's staff at work: signed in when needed; doctors without a login get one first. */
import { type AnswerOf, type Contract, type CountLineView, faces_fen } from '@menzhen/contract';
import { DEMO_PASSWORD, demoBoards } from '../accounts.ts';
import { type Ask, must, type Signed } from './client.ts';

export interface Team {
  clerk: Signed;
  nurse: Signed;
  administrator: Signed;
  operator: Signed;
  finance: Signed;
  /** By doctor id. */
  doctors: Map<string, Signed>;
  boards: Signed[];
}

/** Gives a member of staff a token; without it they sign in by password, as at their console. */
export type OpenFor = (staff_id: string) => Promise<string>;

const byPassword = (ask: Ask, login: string) => async (): Promise<string> =>
  (await must('signInStaff', ask('signInStaff', { body: { login, password: DEMO_PASSWORD } }))).token;

const board = (ask: Ask, key: string): Signed => ({
  actor: key,
  signIn: async () => (await must('signInBoard', ask('signInBoard', { body: { key } }))).token,
});

export async function gatherTeam(ask: Ask, openFor?: OpenFor): Promise<Team> {
  const administrator: Signed = { actor: 'admin', signIn: byPassword(ask, 'admin') };
  const { items: staff } = await must('staffList', ask('staffList', { as: administrator }));
  const member = (login: string, staff_id = staff.find((one) => one.login === login)?.id): Signed => ({
    actor: login,
    signIn: openFor && staff_id ? () => openFor(staff_id) : byPassword(ask, login),
  });
  const doctors = new Map<string, Signed>();
  for (const { login, id, doctor_id } of [...staff, ...(await hireDoctors(ask, administrator, staff))])
    if (doctor_id) doctors.set(doctor_id, member(login, id));
  return {
    administrator: member('admin'),
    clerk: member('clerk'),
    nurse: member('nurse'),
    operator: member('operator'),
    finance: member('finance'),
    doctors,
    boards: demoBoards.map(({ key }) => board(ask, key)),
  };
}

const FLOAT_FEN = 20_000;

/** The window's drawer, opened with its float; one that is open already stays as it is. */
export async function openDrawer(ask: Ask, as: Signed, key: string): Promise<void> {
  const opened = await ask('drawerOpen', { as, key, body: { place: '1 号窗口', opening_fen: FLOAT_FEN } });
  if (!opened.ok && opened.code !== 'drawer_open_already') throw new Error(`drawerOpen: ${opened.code}`);
}

/** Counted and closed, if it is open; what is less than a jiao cannot be counted out and is noted. */
export async function closeDrawer(ask: Ask, as: Signed, key: string): Promise<void> {
  const { drawer } = await must('drawerMine', ask('drawerMine', { as }));
  if (!drawer) return;
  const body = { count: countOut(drawer.expected_fen), note: '不足一角的零头' };
  await must('drawerClose', ask('drawerClose', { as, key, params: { id: drawer.id }, body }));
}

function countOut(amount_fen: number): CountLineView[] {
  let left_fen = amount_fen;
  return faces_fen.map((face_fen) => {
    const pieces = Math.floor(left_fen / face_fen);
    left_fen -= pieces * face_fen;
    return { face_fen, pieces };
  });
}

type StaffItem = AnswerOf<Contract['staffList']>['items'][number];

/** Every doctor gets a login; returns those who had none. */
async function hireDoctors(ask: Ask, administrator: Signed, staff: StaffItem[]): Promise<StaffItem[]> {
  const { items: doctors } = await must('doctorList', ask('doctorList'));
  const hired: StaffItem[] = [];
  let number = staff.filter(({ doctor_id }) => doctor_id).length;
  for (const doctor of doctors.filter(({ id }) => !staff.some(({ doctor_id }) => doctor_id === id))) {
    number += 1;
    const roles = [{ role: 'doctor' as const, department_id: doctor.department_id }];
    const who = { login: `doctor${number}`, name: doctor.name, password: DEMO_PASSWORD, roles, doctor_id: doctor.id };
    const asked = ask('staffAdd', { as: administrator, key: `hire-${doctor.id}`, body: who });
    hired.push(await must('staffAdd', asked));
  }
  return hired;
}
