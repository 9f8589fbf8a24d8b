/**
 * A random name this phone gives itself and keeps, so that the server can tell a phone used by a family from one that works
 * through a hundred accounts. It says nothing about who holds the phone, and clearing the app's data makes another.
 */
const KEPT_AS = 'menzhen.device';

export function deviceName(): string {
  const kept = uni.getStorageSync(KEPT_AS) as string;
  if (kept) return kept;
  const part = (): string =>
    Math.floor(Math.random() * 0x100000000)
      .toString(16)
      .padStart(8, '0');
  const made = part() + part() + part() + part();
  uni.setStorageSync(KEPT_AS, made);
  return made;
}
