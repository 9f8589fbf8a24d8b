/** Reading and writing a visit's note. Starting and finishing are the journey see-a-patient. */
import { actorName, type Handlers, Refusal, type StaffActor, type Wake } from '../../kernel/index.ts';
import type { VisitService } from './service.ts';

export type VisitRouteNames = 'visitShow' | 'visitNote';

function doctorIdOf(actor: StaffActor): string {
  if (!actor.doctor_id) throw new Refusal('not_allowed');
  return actor.doctor_id;
}

export function visitHandlers(service: VisitService, wake: Wake): Handlers<VisitRouteNames> {
  return {
    visitShow: ({ params, actor, now, run }) =>
      run((tx) =>
        service.read(tx, { id: params.id, doctor_id: doctorIdOf(actor) }, { at: now, actor: actorName(actor) }),
      ),
    async visitNote({ params, body, actor, now, run }) {
      const { version, ...change } = body;
      const ask = { id: params.id, doctor_id: doctorIdOf(actor), version, change };
      const visit = await run((tx) => service.write(tx, ask, { at: now, actor: actorName(actor) }));
      wake.announce();
      return visit;
    },
  };
}
