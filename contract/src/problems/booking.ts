/** Getting a place: the rush, the booking, the waiting list. */
import type { ProblemEntry } from './entry.ts';

export const booking = {
  // the rush
  challenge_required: {
    status: 403,
    zh: '请先完成一次验证再预约：手机会自动计算，或改用短信验证码；也可到挂号窗口办理。',
    en: 'Please pass a short check first: your phone can do it by itself, or use an SMS code; the desk can also book for you.',
  },
  draw_one_ticket: {
    status: 409,
    zh: '放号开始的一秒内每位就诊人只有一次机会，您已选了另一个时段；请等待结果后再选。',
    en: 'In the first moment of a release each patient has one chance, and you chose another time before; please wait for its result.',
  },
  account_without_phone: {
    status: 422,
    zh: '您的账号没有手机号，无法收短信验证码；请用页面上的验证，或到挂号窗口办理。',
    en: 'Your account has no phone number for an SMS code; use the check on the page, or ask at the desk.',
  },
  // bookings
  places_reserved: {
    status: 409,
    zh: '该班次余下的号留给其他渠道或人群（如现场、老年人），暂不能由此预约；可选其他班次或加入候补。',
    en: 'The places left in this session are kept for other channels or groups; choose another session or join the waiting list.',
  },
  not_your_session: {
    status: 403,
    zh: '这不是您本人的班次，不能加号或预约复诊。',
    en: 'This is not a session of your own.',
  },
  extra_limit_session: {
    status: 409,
    zh: '本班次最多加 {limit} 个号，已全部用完；可撤回未用的加号，或改约其他班次。',
    en: 'This session allows {limit} extra places and all are given; withdraw one or choose another session.',
  },
  extra_limit_doctor_day: {
    status: 409,
    zh: '每位医生每天最多加 {limit} 个号，当天已全部用完。',
    en: 'A doctor may give {limit} extra places a day, and all of that day are given.',
  },
  booking_duplicate: {
    status: 409,
    zh: '该就诊人在这个班次已有预约。',
    en: 'This patient already has a booking in this session.',
  },
  booking_overlap: {
    status: 409,
    zh: '该就诊人在这个时间段已有另一个预约。',
    en: 'This patient already has another booking at that time.',
  },
  booking_state: {
    status: 409,
    zh: '预约目前为“{state}”，不能这样操作；请刷新查看。',
    en: 'The booking is “{state}”, so this is not possible; please refresh.',
  },
  hold_expired: {
    status: 409,
    zh: '支付时间已过，号源已释放；请重新预约。',
    en: 'The time to pay has passed and the place was released; please book again.',
  },
  // the waiting list
  waitlist_not_needed: {
    status: 409,
    zh: '现在有号，不必候补：{day} {time} {doctor}，可直接预约。',
    en: 'Places are free, no need to wait: {doctor}, {day} {time}. Book directly.',
  },
  waitlist_limit: {
    status: 422,
    zh: '每位就诊人最多同时候补 {limit} 个；请先退出不再需要的候补。',
    en: 'A patient may wait for at most {limit} things at once; leave one first.',
  },
  waitlist_duplicate: {
    status: 409,
    zh: '该就诊人已在候补这一项，不必重复加入。',
    en: 'This patient already waits for this.',
  },
  waitlist_closed: {
    status: 422,
    zh: '这里现在不能候补：{reason}。',
    en: 'Waiting is not possible here: {reason}.',
  },
  waitlist_ended: {
    status: 409,
    zh: '这项候补已结束，请刷新查看。',
    en: 'This entry of the waiting list has ended; please refresh.',
  },
  offer_expired: {
    status: 409,
    zh: '回复时间已过，这个号已转给下一位；您仍可继续候补。',
    en: 'The time to answer has passed and the place went to the next person; you can wait on.',
  },
  offer_taken: {
    status: 409,
    zh: '这个候补邀约已经答复过了，请刷新查看。',
    en: 'This offer was answered before; please refresh.',
  },
} as const satisfies Record<string, ProblemEntry>;
