/** What is told before a visit, without the phone's screen: for journeys that look at it from the other side. */
import type { Answer, Client } from '../../ui/src/client/index.ts';
import type { House } from '../kit/house.ts';
import { newcomerOf } from './desk-acts.ts';

type Talk = Answer<'talkStart'>;
type Begin = { patient_id: string; teller: Talk['teller']; booking_id?: string };

/** Somebody whom the desk has registered, signed in on their own phone. */
export async function onOwnPhone(house: House, order: number): Promise<{ own: Client; patient_id: string }> {
  const person = newcomerOf({ order });
  const own = house.client((await house.signInPatient(person.phone)).token);
  const { id } = await own.call('patientAdd', { body: { ...person, relation: 'self' } });
  return { own, patient_id: id };
}

export async function tell(own: Client, begin: Begin, text: string): Promise<Talk> {
  const { id, version } = await own.call('talkStart', { body: begin });
  return own.call('talkMessage', { params: { id }, body: { text, version } });
}

/** Every danger asked about is denied; what cannot be denied is left open. */
export async function denyAll(own: Client, begun: Talk): Promise<Talk> {
  let talk = begun;
  while (talk.question) {
    const { id: question_id, choices } = talk.question;
    const no = choices.find((one) => one.id === 'no' || one.id === 'none');
    const body = { question_id, version: talk.version, ...(no ? { choices: [no.id] } : { skip: true }) };
    talk = await own.call('talkAnswer', { params: { id: talk.id }, body });
  }
  return talk;
}

/** Told, asked and confirmed: the doctor of the booking has the summary. */
export async function toldBefore(own: Client, begin: Begin, text: string): Promise<Talk> {
  const { id, version } = await denyAll(own, await tell(own, begin, text));
  return own.call('talkConfirm', { params: { id }, body: { version } });
}
