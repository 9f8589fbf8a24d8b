/** A sign beside each step's words; the words alone say all of it. */
export const waySigns: Record<string, string> = {
  start: '●',
  straight: '↑',
  left: '←',
  right: '→',
  back: '↓',
  lift: '⇅',
  stairs: '⇅',
  escalator: '⇅',
  ramp: '↗',
  arrive: '◎',
};
