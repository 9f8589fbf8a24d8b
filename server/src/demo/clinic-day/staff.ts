/** The demo hospital's staff at work: signed in when needed; doctors without a login get one first. */
import { DEMO_PASSWORD, demoBoards } from '../accounts.ts';
import { type Ask, must, type Signed } from './client.ts';

export interface Team {
  clerk: Signed;
  nurse: Signed;
  administrator: Signed;
  operator: Signed;
  /** By doctor id. */
  doctors: Map<string, Signed>;
  boards: Signed[];
}

function member(ask: Ask, login: string): Signed {
  return {
    actor: login,
    signIn: async () =>
      (await must('signInStaff', ask('signInStaff', { body: { login, password: DEMO_PASSWORD } }))).token,
  };
}

const board = (ask: Ask, key: string): Signed => ({
  actor: key,
  signIn: async () => (await must('signInBoard', ask('signInBoard', { body: { key } }))).token,
});

export async function gatherTeam(ask: Ask): Promise<Team> {
  const administrator = member(ask, 'admin');
  return {
    administrator,
    clerk: member(ask, 'clerk'),
    nurse: member(ask, 'nurse'),
    operator: member(ask, 'operator'),
    doctors: await hireDoctors(ask, administrator),
    boards: demoBoards.map(({ key }) => board(ask, key)),
  };
}

async function hireDoctors(ask: Ask, administrator: Signed): Promise<Map<string, Signed>> {
  const { items: staff } = await must('staffList', ask('staffList', { as: administrator }));
  const { items: doctors } = await must('doctorList', ask('doctorList'));
  const team = new Map<string, Signed>();
  let number = staff.filter(({ doctor_id }) => doctor_id).length;
  for (const doctor of doctors) {
    const known = staff.find(({ doctor_id }) => doctor_id === doctor.id);
    const login = known?.login ?? `doctor${++number}`;
    if (!known) {
      const roles = [{ role: 'doctor' as const, department_id: doctor.department_id }];
      const body = { login, name: doctor.name, password: DEMO_PASSWORD, roles, doctor_id: doctor.id };
      await must('staffAdd', ask('staffAdd', { as: administrator, key: `hire-${doctor.id}`, body }));
    }
    team.set(doctor.id, member(ask, login));
  }
  return team;
}
