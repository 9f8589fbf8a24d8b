import { ref } from 'vue';
import { call } from '../shared/client.ts';

/**
 * Whether a model may hear what is told of a patient. It outlives the talk in which it was given: before another begins it is shown as
 * it stands, and can be taken back at once.
 */
export function useStandingConsent() {
  const agrees = ref(false);
  let about: string | null = null;
  let lastTalk: string | null = null;

  /** Reads it from the patient's last talk; nobody who has not told anything yet has agreed. */
  async function read(patient_id: string | null): Promise<void> {
    if (about !== patient_id) agrees.value = false;
    about = patient_id;
    lastTalk = null;
    if (!patient_id) return;
    const { items } = await call('talkList', { query: { patient_id } });
    const newest = items[0];
    const talk = newest && (await call('talkShow', { params: { id: newest.id } }));
    if (!talk || about !== patient_id) return;
    lastTalk = talk.id;
    agrees.value = talk.model.consent === true;
  }

  /** Agreeing counts from the next talk on; taking back counts now, and throws when it did not arrive. */
  async function change(value: boolean): Promise<void> {
    if (!value && lastTalk) await call('talkConsent', { params: { id: lastTalk }, body: { model: false } });
    agrees.value = value;
  }

  return { agrees, read, change };
}
