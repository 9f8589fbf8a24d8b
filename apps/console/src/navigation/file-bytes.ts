/** Files from and to the person's machine, as the server wants them. */

/** A file's bytes as base64. */
export async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  // in pieces: a call cannot have millions of arguments
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** Hands a file to the browser's downloads. */
export function saveFile({
  file_name,
  media_type,
  content_base64,
}: {
  file_name: string;
  media_type: string;
  content_base64: string;
}) {
  const bytes = Uint8Array.from(atob(content_base64), (letter) => letter.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: media_type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file_name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
export const megabytesOf = (bytes: number): string => (bytes / 1_000_000).toFixed(1);
