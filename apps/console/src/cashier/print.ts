/** Fetches a PDF as who is signed in and hands it to the browser's printing. */
import { UnreachableError } from '@menzhen/ui/client';
import { preferences } from '../shared/preferences.ts';
import { token } from '../shared/api.ts';

const KEPT_MS = 60_000;

export async function printPdf(path: string): Promise<void> {
  const answer = await fetch(path, {
    headers: { authorization: `Bearer ${token.get() ?? ''}`, 'accept-language': preferences.locale },
  });
  if (!answer.ok) throw new UnreachableError();
  const url = URL.createObjectURL(await answer.blob());
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.src = url;
  frame.addEventListener('load', () => frame.contentWindow?.print());
  document.body.append(frame);
  // the print dialog reads the page while it is open; afterwards nothing needs it
  setTimeout(() => {
    frame.remove();
    URL.revokeObjectURL(url);
  }, KEPT_MS);
}
