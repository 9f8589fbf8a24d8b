/** What a frame of the live channel says, for tests that play the other end. */

// biome-ignore lint/suspicious/noExplicitAny: messages are looked into freely
export function messageIn(frame: Buffer): any {
  const length = frame[1]!;
  const head_bytes = length < 126 ? 2 : length === 126 ? 4 : 10;
  return JSON.parse(frame.toString('utf8', head_bytes));
}
