import { call } from '../shared/client.ts';
import { useResource } from '../shared/resource.ts';

/** Whether talks are open here, with the hint and the phones. One for all pages, read once a start of the app. */
export const preconsultInfo = useResource(
  () => 'preconsult',
  () => call('preconsultation', {}),
);

/** Where the hospital's answer is not here yet: the country's own number. */
const EMERGENCY_PHONE = '120';
export const emergencyPhone = (): string => preconsultInfo.data.value?.emergency.number ?? EMERGENCY_PHONE;

let asked = false;
export function readPreconsultInfo(): void {
  preconsultInfo.recall();
  if (asked && preconsultInfo.data.value) return;
  asked = true;
  preconsultInfo.refresh();
}
