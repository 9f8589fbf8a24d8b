/**
 * A USB scanner types what it reads and ends with Enter, into the same field as a clerk. A booking's QR text is told from
 * a name or a number by its look: one piece of ASCII, longer than any document number, or with a scheme before it.
 */
export function isScanned(text: string): boolean {
  const typed = text.trim();
  return /^[\x21-\x7e]+$/.test(typed) && (typed.length > 20 || /^[a-z\d]{2,12}:/i.test(typed));
}
