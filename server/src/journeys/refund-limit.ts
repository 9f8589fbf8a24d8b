/** When a refund by the staff needs a second person. */

/** 20 yuan: an ordinary visit's fee goes back by one clerk's word, an expert's does not. */
const TWO_PERSON_ABOVE_FEN = 2_000;

export const twoPersonAboveFen = (): number => TWO_PERSON_ABOVE_FEN;
