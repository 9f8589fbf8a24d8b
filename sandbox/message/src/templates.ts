// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables in the provider’s own spelling
/**
 * What an invented hospital has had approved: SMS templates with `${variables}`, and the fields of subscribe messages as
 * they are picked from WeChat's library. `for` is the hospital's own name of the notice; the channels do not know it.
 */
export interface SmsTemplate {
  for: string;
  code: string;
  content: string;
}
export interface WechatTemplate {
  for: string;
  template_id: string;
  title: string;
  /** The kind and place in WeChat's own spelling, its label, and what the hospital puts in. */
  fields: Record<string, { label: string; holds: string }>;
}

export const smsContents: Record<string, string> = {
  'sign_in.code': '您的验证码是${code}，${minutes}分钟内有效，请勿告诉他人。',
  'ticket.near': '${patient}，${number}号前面还有${ahead}位，请到${place}附近等候。',
  'ticket.called': '${patient}，${number}号请到${place}。',
  'ticket.passed': '${patient}，${number}号叫号未到。回来后请到${department}分诊台，重新候诊。',
  'booking.booked': '${patient}已预约${when} ${department}，请按时到院签到。',
  notice: '您有一条就诊消息：${title}。详情请打开门诊页面查看。',
};

type Fields = WechatTemplate['fields'];
const field = (label: string, holds: string) => ({ label, holds });

export const wechatContents: Record<string, { title: string; fields: Fields }> = {
  'ticket.near': {
    title: '排队进度提醒',
    fields: {
      character_string1: field('排队号码', 'number'),
      thing2: field('就诊科室', 'department'),
      number3: field('前面人数', 'ahead'),
      thing4: field('温馨提示', 'tip'),
    },
  },
  'ticket.called': {
    title: '叫号通知',
    fields: {
      character_string1: field('排队号码', 'number'),
      thing2: field('就诊地点', 'place'),
      thing3: field('就诊人', 'patient'),
    },
  },
  'ticket.passed': {
    title: '过号提醒',
    fields: {
      character_string1: field('排队号码', 'number'),
      thing2: field('就诊科室', 'department'),
      thing3: field('温馨提示', 'tip'),
    },
  },
  notice: {
    title: '就诊消息提醒',
    fields: { thing1: field('消息类型', 'title'), thing2: field('就诊人', 'patient'), time3: field('时间', 'time') },
  },
};
