/** ¥12.50 of 1250 fen; whole yuan without the fraction. Integer arithmetic only. */
export function yuan(amount_fen: number): string {
  const sign = amount_fen < 0 ? '−' : '';
  const whole = Math.floor(Math.abs(amount_fen) / 100);
  const rest = Math.abs(amount_fen) % 100;
  return `${sign}¥${whole}${rest === 0 ? '' : `.${String(rest).padStart(2, '0')}`}`;
}
