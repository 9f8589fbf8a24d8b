import { ref } from 'vue';
import { call } from '../shared/client.ts';

/**
 * Whether a model may hear what is told of a patient. It outlives the talk in which it was given: before another begins it is shown as
 * it stands, and can be taken back at once.
 */
export function useStandingConsent() {
  const agrees = ref(false);
  let about: string | null = null;
  let stands = false;

  /** Nobody who was never asked has agreed. */
  async function read(patient_id: string | null): Promise<void> {
    if (about !== patient_id) agrees.value = false;
    about = patient_id;
    stands = false;
    if (!patient_id) return;
    const { items } = await call('modelConsents', {});
    if (about !== patient_id) return;
    stands = items.some((one) => one.patient_id === patient_id && one.given);
    agrees.value = stands;
  }

  /** Agreeing counts from the next talk on; taking back counts now, and throws when it did not arrive. */
  async function change(value: boolean): Promise<void> {
    if (!value && stands && about) {
      await call('modelConsentWithdraw', { params: { id: about } });
      stands = false;
    }
    agrees.value = value;
  }

  return { agrees, read, change };
}
