/**
 * The code within what was scanned: the hall's QR holds an address with `code=…` (before or after the #), so that a
 * phone's own camera opens the page; a bare code is taken as it is.
 */
export function checkInCode(scanned: string): string {
  const found = /[?&]code=([^&#]+)/.exec(scanned);
  return found ? decodeURIComponent(found[1]!) : scanned.trim();
}
