/** The hall: boards, checking in, the kiosk, tickets, visits. */
import type { ProblemEntry } from './entry.ts';

export const hall = {
  // boards
  pairing_code_wrong: {
    status: 422,
    zh: '没有屏幕在显示这个配对码，或它已过期。请看屏幕上现在的六位码，再输入一次。',
    en: 'No screen is showing this pairing code, or it has run out. Look at the six characters the screen shows now and type them again.',
  },
  board_paired: {
    status: 409,
    zh: '这块大屏还有屏幕在使用，请先解除配对，再停用。',
    en: 'A screen is still paired to this board; unpair it first, then disable it.',
  },
  // queue
  check_in_code_wrong: {
    status: 422,
    zh: '签到码已失效或不属于本院，请扫大厅屏幕上最新的二维码。',
    en: 'The check-in code is stale or not ours; scan the newest code on the hall’s screen.',
  },
  check_in_too_early: { status: 422, zh: '{at} 起可以签到，请稍后再来。', en: 'Check-in opens at {at}.' },
  check_in_too_late: {
    status: 422,
    zh: '签到已于 {at} 截止，号已作废；请联系服务台。',
    en: 'Check-in closed at {at} and the number is void; please ask at the desk.',
  },
  check_in_wrong_day: {
    status: 422,
    zh: '这个预约不是今天的，就诊日是 {day}。',
    en: 'This booking is for {day}, not today.',
  },
  check_in_unpaid: { status: 422, zh: '请先缴费再签到。', en: 'Please pay before you check in.' },
  // kiosk
  kiosk_only: {
    status: 403,
    zh: '这块屏幕不是自助机；请管理员在控制台把它设为自助机。',
    en: 'This screen is not a kiosk; an administrator can make it one in the console.',
  },
  kiosk_code_unknown: {
    status: 422,
    zh: '这不是本院的预约码。请打开手机上的预约，出示上面的二维码；或改用证件号办理。',
    en: 'This is not a booking code of this hospital. Show the code of your booking on your phone, or use your ID number.',
  },
  kiosk_other_hall: {
    status: 422,
    zh: '这个预约是{department}的，不在这台自助机办理；请到{where}签到。',
    en: 'This booking is for {department}, which this kiosk does not serve; please check in at {where}.',
  },
  kiosk_person_unknown: {
    status: 422,
    zh: '没有找到号码和姓名都相符的就诊人，请核对后再试。第一次来就诊，请到人工窗口建档。',
    en: 'No patient matches both number and name; please check them. If this is your first visit, please register at the window.',
  },
  kiosk_too_many_tries: {
    status: 429,
    zh: '输错次数太多，请 {minutes} 分钟后再试，或到人工窗口办理；扫预约码仍可签到。',
    en: 'Too many wrong tries; try again in {minutes} minutes or go to the window. Scanning a booking code still works.',
  },
  kiosk_pass_expired: {
    status: 422,
    zh: '办理时间已过，为保护您的信息已退出，请重新开始。',
    en: 'The time is up and your details were put away; please start again.',
  },
  kiosk_document_needed: {
    status: 422,
    zh: '现场挂号需要证件号；请返回后用证件号办理，或到人工窗口。',
    en: 'Taking a number needs your ID number; go back and use it, or go to the window.',
  },
  queue_empty: { status: 404, zh: '队列中没有候诊的患者。', en: 'Nobody is waiting.' },
  room_busy: {
    status: 409,
    zh: '本诊室还有 {ticket} 号未结束，请先处理。',
    en: 'Ticket {ticket} is still open in this room; finish or pass it first.',
  },
  ticket_state: {
    status: 409,
    zh: '该号目前为“{state}”，不能这样操作；列表已更新。',
    en: 'The ticket is “{state}”, so this is not possible; the list has been refreshed.',
  },
  line_changed: {
    status: 409,
    zh: '队列刚刚变了：要排在其前的那一位已不在这个队列中；列表已更新，请再排一次。',
    en: 'The line has just changed: the one to stand before is no longer in it. The list has been refreshed; please try again.',
  },
  ticket_twice: {
    status: 409,
    zh: '这位患者在这里已有 {ticket} 号，还没办完。',
    en: 'This patient already holds ticket {ticket} here.',
  },
  service_point_closed: {
    status: 409,
    zh: '“{name}”现在没有开放。',
    en: '“{name}” is not open now.',
  },
  transfer_nowhere: {
    status: 422,
    zh: '那里今天没有开放的队列可以接收这位患者，请另选诊室、医生、科室或服务点。',
    en: 'No line is open there today that could take this patient; choose another room, doctor, department or service point.',
  },
  undo_too_late: {
    status: 409,
    zh: '已不能撤销：{why}。',
    en: 'This can no longer be undone: {why}.',
  },
  undo_not_yours: {
    status: 403,
    zh: '最近一次操作不是您做的，请由操作的人撤销。',
    en: 'The last act was not yours; whoever did it may undo it.',
  },
  not_your_room: { status: 403, zh: '您今天不在这个诊室出诊。', en: 'You are not on duty in this room today.' },
  visit_finished: {
    status: 409,
    zh: '本次就诊已结束，记录不能再改。',
    en: 'The visit is finished; its note can no longer be changed.',
  },
} as const satisfies Record<string, ProblemEntry>;
