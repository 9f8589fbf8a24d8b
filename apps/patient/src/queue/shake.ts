import { isH5 } from '../shared/platform.ts';

/** A new call can be felt. A browser allows it only after the page was touched. */
export function shake(): void {
  if (isH5 && !navigator.userActivation?.hasBeenActive) return;
  uni.vibrateLong({ fail: () => {} });
}
