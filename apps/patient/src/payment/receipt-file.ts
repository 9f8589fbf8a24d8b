import { paths } from '@menzhen/contract/paths';
import { addressOf } from '../shared/client.ts';
import { isH5 } from '../shared/platform.ts';
import { sessionToken } from '../shared/session.ts';

type Header = Record<string, string>;

async function saveInBrowser(url: string, header: Header, name: string): Promise<void> {
  const answer = await fetch(url, { headers: header });
  if (!answer.ok) throw new Error(`receipt answered ${answer.status}`);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function openInWechat(url: string, header: Header): Promise<void> {
  return new Promise((resolve, reject) => {
    uni.downloadFile({
      url,
      header,
      success: ({ statusCode, tempFilePath: filePath }) => {
        if (statusCode !== 200) return reject(new Error(`receipt answered ${statusCode}`));
        uni.openDocument({ filePath, fileType: 'pdf', showMenu: true, success: () => resolve(), fail: reject });
      },
      fail: reject,
    });
  });
}

/**
 * The paper as PDF: saved by a browser, opened in WeChat's own reader. It goes with the session like every answer, so it is
 * fetched by us and not by a link. @throws Error when it could not be had
 */
export function openReceiptFile(id: string, number: string): Promise<void> {
  const url = addressOf(paths.receiptPdf[1], { id });
  const header = { Authorization: `Bearer ${sessionToken() ?? ''}` };
  return isH5 ? saveInBrowser(url, header, `${number}.pdf`) : openInWechat(url, header);
}
