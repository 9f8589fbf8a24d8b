/** A receipt or refund slip on paper: one A5 page as PDF, its text selectable, its face embedded as far as it is used. */
import type { ReceiptView, ReceiptWords } from '@menzhen/contract';
import PDFDocument from 'pdfkit';
import { HOSPITAL_ZONE, yuan } from '../../kernel/index.ts';
import { receiptFont } from './receipt-font.ts';

const MARGIN = 36;
const INK = '#17211d';
const QUIET = '#56635d';
const LINE = '#c9d1cc';
const BRAND = '#0b6b57';
const FACE = 'zh';

const KIND = {
  receipt: ['门诊缴费收据', 'Receipt'],
  refund_slip: ['门诊退款凭单', 'Refund slip'],
} as const;
const PARTS = { registration: '挂号费 Registration', consultation: '诊察费 Consultation' } as const;
const CHANNELS = {
  wechat: '微信支付 WeChat Pay',
  alipay: '支付宝 Alipay',
  cash: '现金 Cash',
  card: '银行卡 Card',
  free: '免费 Free',
} as const;
const PAYERS = {
  student: '学生 Student',
  staff: '教职工 Staff',
  retiree: '离退休 Retiree',
  self_pay: '自费 Self-pay',
} as const;

const moment = (at: string): string =>
  Temporal.Instant.from(at)
    .toZonedDateTimeISO(HOSPITAL_ZONE)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ' ');

type Row = [label: string, value: string];

function rowsOf({ kind, content }: ReceiptView): Row[] {
  const { patient_name, payer_class, department_name, doctor_name, visit_type_name } = content;
  const isReceipt = kind === 'receipt';
  const rows: [string, string | null][] = [
    ['姓名 Patient', `${patient_name}（${PAYERS[payer_class]}）`],
    ['就诊 Visit', `${content.visit_date} ${content.visit_starts}`],
    ['科室 Department', [department_name, doctor_name, visit_type_name].filter(Boolean).join(' · ')],
    [isReceipt ? '收款方式 Paid by' : '退回方式 Back by', CHANNELS[content.channel]],
    [isReceipt ? '收款时间 Paid at' : '退款时间 Given back at', moment(content.moved_at)],
    ['商户订单号 Order', content.merchant_order_no],
    ['商户退款号 Refund', content.merchant_refund_no],
    ['渠道单号 Channel no.', content.channel_no],
    ['退款原因 Reason', content.reason],
  ];
  return rows.filter((row): row is Row => row[1] !== null && row[1] !== '');
}

type Sheet = InstanceType<typeof PDFDocument>;
const widthOf = (sheet: Sheet): number => sheet.page.width - 2 * MARGIN;

function rule(sheet: Sheet, colour = LINE, weight = 0.5): void {
  sheet.lineWidth(weight).strokeColor(colour);
  sheet
    .moveTo(MARGIN, sheet.y)
    .lineTo(MARGIN + widthOf(sheet), sheet.y)
    .stroke();
  sheet.y += 8;
}

function drawHead(sheet: Sheet, receipt: ReceiptView): void {
  const { hospital_name, hospital_name_en } = receipt.content;
  const [zh, en] = KIND[receipt.kind];
  sheet.fillColor(QUIET).fontSize(9).text(`${hospital_name}  ${hospital_name_en}`, MARGIN, MARGIN);
  sheet.moveDown(0.4).fillColor(INK).fontSize(19).text(`${zh}  ${en}`);
  sheet.moveDown(0.3).fontSize(10).fillColor(INK).text(`编号 No. ${receipt.number}`, { continued: true });
  sheet.fillColor(QUIET).text(`    开具 Issued ${moment(receipt.issued_at)}`);
  sheet.moveDown(0.5);
  rule(sheet, BRAND, 1.5);
}

/** Value beside label; a long value goes on below itself. */
function drawRow(sheet: Sheet, [label, value]: Row): void {
  const top = sheet.y;
  const label_width = 118;
  sheet.fontSize(9.5).fillColor(QUIET).text(label, MARGIN, top, { width: label_width });
  sheet.fillColor(INK).text(value, MARGIN + label_width, top, { width: widthOf(sheet) - label_width });
  sheet.x = MARGIN;
  sheet.y = Math.max(sheet.y, top + 16) + 1;
}

/** Figures of one line, each in its column, set from the right. */
function drawFigures(sheet: Sheet, name: string, figures: string[], colour: string): void {
  const top = sheet.y;
  const column = 68;
  sheet.fontSize(9.5).fillColor(colour).text(name, MARGIN, top, { lineBreak: false });
  figures.forEach((figure, index) => {
    const left = MARGIN + widthOf(sheet) - column * (figures.length - index);
    sheet.text(figure, left, top, { width: column, align: 'right', lineBreak: false });
  });
  sheet.x = MARGIN;
  sheet.y = top + 18;
}

function drawParts(sheet: Sheet, { kind, content }: ReceiptView): void {
  const isReceipt = kind === 'receipt';
  sheet.moveDown(0.4);
  rule(sheet);
  drawFigures(sheet, '项目 Item', isReceipt ? ['标准 List', '优惠 Off', '实收 Paid'] : ['退款 Back'], QUIET);
  for (const part of content.parts) {
    const amount = yuan(part.amount_fen);
    const list = part.list_fen === null ? '—' : yuan(part.list_fen);
    const off = part.discount_fen === null ? '—' : yuan(part.discount_fen);
    drawFigures(sheet, PARTS[part.kind], isReceipt ? [list, off, amount] : [amount], INK);
  }
  rule(sheet);
}

function drawTotal(sheet: Sheet, { amount_fen, amount_capital }: ReceiptWords): void {
  const top = sheet.y;
  sheet
    .fontSize(10)
    .fillColor(QUIET)
    .text('合计 Total', MARGIN, top + 6, { lineBreak: false });
  sheet
    .fontSize(18)
    .fillColor(INK)
    .text(`¥${yuan(amount_fen)}`, MARGIN, top, { width: widthOf(sheet), align: 'right' });
  sheet
    .fontSize(10)
    .fillColor(INK)
    .text(`大写 ${amount_capital}`, MARGIN, sheet.y + 2);
  sheet.moveDown(0.6);
}

/** What has gone back since; beside the receipt's own words, so that a copy of it cannot be claimed for as if nothing had. */
function drawGivenBack(sheet: Sheet, receipt: ReceiptView): void {
  if (receipt.given_back.length === 0) return;
  rule(sheet);
  for (const { at, refund_fen, number } of receipt.given_back) {
    const slip = number ? `，凭单 slip ${number}` : '';
    sheet
      .fontSize(9.5)
      .fillColor(INK)
      .text(`${moment(at)} 已退 given back ¥${yuan(refund_fen)}${slip}`, MARGIN);
  }
  sheet.moveDown(0.4);
}

function drawFoot(sheet: Sheet): void {
  sheet.fontSize(8.5).fillColor(QUIET);
  const words = [
    '本单据不是税务发票，不作报税凭证。This is not a tax invoice.',
    '姓名按最少必要原则部分隐去。Names are shown in part only.',
  ];
  const height = 13 * words.length;
  words.forEach((line, index) => {
    const top = sheet.page.height - MARGIN - height + 13 * index;
    sheet.text(line, MARGIN, top, { width: widthOf(sheet), lineBreak: false });
  });
}

/** The PDF's bytes; the same receipt gives the same bytes until money goes back on it. Some 25 kB. */
export function receiptPdf(receipt: ReceiptView): Promise<Buffer> {
  const issued = new Date(receipt.issued_at);
  const sheet = new PDFDocument({
    size: 'A5',
    margin: MARGIN,
    lang: 'zh-CN',
    displayTitle: true,
    info: {
      Title: `${KIND[receipt.kind][0]} ${receipt.number}`,
      Author: receipt.content.hospital_name,
      CreationDate: issued,
      ModDate: issued,
    },
  });
  sheet.registerFont(FACE, receiptFont()).font(FACE);
  drawHead(sheet, receipt);
  for (const row of rowsOf(receipt)) drawRow(sheet, row);
  drawParts(sheet, receipt);
  drawTotal(sheet, receipt.content);
  drawGivenBack(sheet, receipt);
  drawFoot(sheet);
  return bytesOf(sheet);
}

function bytesOf(sheet: Sheet): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    sheet.on('data', (piece: Buffer) => pieces.push(piece));
    sheet.on('end', () => resolve(Buffer.concat(pieces)));
    sheet.on('error', reject);
    sheet.end();
  });
}
