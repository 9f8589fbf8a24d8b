import { paths } from '@menzhen/contract/paths';
import { addressOf } from '../shared/client.ts';
import { sessionToken } from '../shared/session.ts';

/** The PDF goes with the session like every answer, so it is fetched by us and then handed to the phone. */
async function fetchFile(id: string): Promise<string> {
  const url = addressOf(paths.receiptPdf[1], { id });
  const header = { Authorization: `Bearer ${sessionToken() ?? ''}` };
  // #ifdef H5
  const answer = await fetch(url, { headers: header });
  if (!answer.ok) throw new Error(`receipt answered ${answer.status}`);
  return URL.createObjectURL(await answer.blob());
  // #endif
  // #ifndef H5
  return new Promise((resolve, reject) => {
    uni.downloadFile({
      url,
      header,
      success: ({ statusCode, tempFilePath }) =>
        statusCode === 200 ? resolve(tempFilePath) : reject(new Error(`receipt answered ${statusCode}`)),
      fail: reject,
    });
  });
  // #endif
}

/** Saves the paper on H5, opens it in WeChat's own reader. @throws Error when it could not be had */
export async function openReceiptFile(id: string, number: string): Promise<void> {
  const file = await fetchFile(id);
  // #ifdef H5
  const link = document.createElement('a');
  link.href = file;
  link.download = `${number}.pdf`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(file), 60_000);
  // #endif
  // #ifndef H5
  await new Promise<void>((resolve, reject) => {
    uni.openDocument({ filePath: file, fileType: 'pdf', showMenu: true, success: () => resolve(), fail: reject });
  });
  // #endif
}
