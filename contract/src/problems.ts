/**
 * Every problem the server may answer with (RFC 9457), in one catalogue: status, and a sentence a person can act on,
 * Chinese first. `{name}` is filled from the problem's params. No imports: the mini program carries this file too. Long because
 * it is one table.
 */
interface ProblemEntry {
  status: number;
  zh: string;
  en: string;
}

export const problems = {
  // asking
  body_not_json: { status: 400, zh: '请求内容不是有效的 JSON。', en: 'The request body is not valid JSON.' },
  input_invalid: {
    status: 400,
    zh: '有内容填写不正确，请检查标出的项目。',
    en: 'Some input is not valid; please check the marked fields.',
  },
  body_too_large: {
    status: 413,
    zh: '提交的内容太大，请减少后重试。',
    en: 'The request is too large; please send less.',
  },
  media_type_unsupported: { status: 415, zh: '只接受 JSON 格式的请求。', en: 'Only JSON requests are accepted.' },
  not_found: {
    status: 404,
    zh: '没有找到这项内容，可能已被删除，或不属于您。',
    en: 'Not found: it may have been removed, or is not yours.',
  },
  too_many_requests: {
    status: 429,
    zh: '操作太频繁，请 {seconds} 秒后再试。',
    en: 'Too many requests; please try again in {seconds} seconds.',
  },
  server_error: {
    status: 500,
    zh: '系统出现问题，您的操作没有生效。请稍后重试；若持续出现，请把编号告诉工作人员。',
    en: 'Something went wrong on our side and nothing was changed. Please try again; if it persists, tell the staff the request id.',
  },
  not_ready: {
    status: 503,
    zh: '系统正在启动或维护，请稍后再试。',
    en: 'The system is starting or under maintenance; please try again shortly.',
  },
  idempotency_key_missing: {
    status: 400,
    zh: '缺少 Idempotency-Key 请求头，无法保证不重复提交。',
    en: 'The Idempotency-Key header is missing.',
  },
  idempotency_key_reused: {
    status: 422,
    zh: '同一个 Idempotency-Key 提交了不同的内容；请为新的操作使用新的编号。',
    en: 'This Idempotency-Key was used with a different request; use a new key for a new act.',
  },
  idempotency_in_progress: {
    status: 409,
    zh: '同一操作正在处理中，请稍候查看结果。',
    en: 'The same request is still being processed; please wait for its result.',
  },
  // who
  sign_in_required: { status: 401, zh: '请先登录。', en: 'Please sign in.' },
  session_expired: {
    status: 401,
    zh: '登录已过期，请重新登录。',
    en: 'Your session has expired; please sign in again.',
  },
  not_allowed: {
    status: 403,
    zh: '您的岗位没有这项权限；如有需要请联系管理员。',
    en: 'Your role does not permit this; ask an administrator if you need it.',
  },
  credentials_wrong: { status: 401, zh: '工号或密码不正确。', en: 'The login or the password is wrong.' },
  totp_required: { status: 401, zh: '请输入动态验证码。', en: 'Please enter your one-time code.' },
  totp_wrong: {
    status: 401,
    zh: '动态验证码不正确或已用过，请等待下一个。',
    en: 'The one-time code is wrong or was used already; wait for the next one.',
  },
  login_locked: {
    status: 423,
    zh: '多次输入错误，账号已暂时锁定，请于 {until} 后重试。',
    en: 'Too many wrong attempts; the account is locked until {until}.',
  },
  password_weak: {
    status: 422,
    zh: '密码至少 10 位，且不能是常见密码或工号。',
    en: 'A password needs at least 10 characters and may not be a common one or your login.',
  },
  sms_too_soon: {
    status: 429,
    zh: '验证码已发送，请 {seconds} 秒后再获取。',
    en: 'A code was just sent; please wait {seconds} seconds.',
  },
  sms_too_many: {
    status: 429,
    zh: '今天获取验证码次数过多，请明天再试，或到服务台办理。',
    en: 'Too many codes were requested today; try tomorrow or ask at the desk.',
  },
  sms_code_wrong: {
    status: 422,
    zh: '验证码不正确，还可再试 {left} 次。',
    en: 'The code is wrong; {left} attempts left.',
  },
  sms_code_expired: {
    status: 422,
    zh: '验证码已失效，请重新获取。',
    en: 'The code has expired; please request a new one.',
  },
  sms_unavailable: {
    status: 503,
    zh: '验证码暂时发不出去，请稍后重试，或到服务台办理。',
    en: 'The code cannot be sent at the moment; try again later or ask at the desk.',
  },
  wechat_code_refused: {
    status: 422,
    zh: '微信登录没有成功，请重新打开小程序再试，或改用手机号登录。',
    en: 'WeChat sign-in failed; reopen the mini program, or sign in by phone.',
  },
  wechat_unavailable: {
    status: 503,
    zh: '暂时连不上微信，请稍后重试，或改用手机号登录。',
    en: 'WeChat cannot be reached; try later or sign in by phone.',
  },
  // patients
  id_number_invalid: {
    status: 422,
    zh: '证件号码不正确：{reason}。',
    en: 'The document number is not valid: {reason}.',
  },
  id_number_mismatch: {
    status: 422,
    zh: '填写的出生日期或性别与身份证号不一致。',
    en: 'Birth date or sex does not match the identity number.',
  },
  name_invalid: {
    status: 422,
    zh: '姓名请按证件填写，不含数字、符号或表情。',
    en: 'Write the name as on the document, without digits, symbols or emoji.',
  },
  patient_limit_reached: {
    status: 422,
    zh: '一个账号最多添加 {limit} 位就诊人；请先移除不再需要的就诊人。',
    en: 'An account may keep at most {limit} patients; remove one first.',
  },
  patient_already_added: {
    status: 409,
    zh: '这位就诊人已经在您的账号中。',
    en: 'This patient is already in your account.',
  },
  patient_identity_conflict: {
    status: 409,
    zh: '该证件号已登记为另一姓名，请带证件到服务台核实。',
    en: 'This document is registered under another name; please bring it to the desk.',
  },
  guardian_required: {
    status: 422,
    zh: '未满 18 岁的就诊人需要填写监护人姓名和电话。',
    en: 'A patient under 18 needs a guardian’s name and phone.',
  },
  self_already_set: {
    status: 409,
    zh: '账号中已有“本人”，请选择其他关系。',
    en: 'This account already has “self”; choose another relation.',
  },
  patient_has_bookings: {
    status: 409,
    zh: '该就诊人还有未完成的预约，完成或取消后才能移除。',
    en: 'This patient has open bookings; finish or cancel them first.',
  },
  // supply
  slot_past: {
    status: 409,
    zh: '这个时段已经过去，请选择其他时段。',
    en: 'This time slot has passed; please choose another.',
  },
  slot_full: {
    status: 409,
    zh: '这个时段刚刚约满了，请选择其他时段。',
    en: 'This time slot has just filled up; please choose another.',
  },
  session_closed: {
    status: 409,
    zh: '该班次已停诊，请选择其他时间或医生。',
    en: 'This session is closed; please choose another time or doctor.',
  },
  template_overlaps: {
    status: 409,
    zh: '该医生或诊室在这个时间已有排班。',
    en: 'The doctor or the room already has a session at this time.',
  },
  roster_unreadable: {
    status: 422,
    zh: '这份排班表读不了：{reason}。',
    en: 'This roster cannot be read: {reason}.',
  },
  roster_outdated: {
    status: 409,
    zh: '预览之后排班又变了，请重新导入这份表再确认。',
    en: 'The roster has changed since this preview; read the sheet in again and look once more.',
  },
  roster_has_faults: {
    status: 409,
    zh: '有 {count} 处冲突或错误；请改好后重新导入，或选择“只导入没有问题的”。',
    en: '{count} rows conflict or are wrong; mend them and read the sheet in again, or take only the good ones.',
  },
  login_taken: { status: 409, zh: '这个工号已被使用。', en: 'This login is already in use.' },
  still_in_use: {
    status: 409,
    zh: '仍有排班、预约或下级科室在使用它，不能停用。',
    en: 'It is still used by schedules, bookings or sub-departments.',
  },
  version_conflict: {
    status: 409,
    zh: '内容刚被别人修改过，请刷新后再改。',
    en: 'Someone else has just changed this; refresh and try again.',
  },
  // policy refusals; each names its rule and when to try again
  policy_not_released: {
    status: 422,
    zh: '该日期的号在 {at} 放出，届时再来。',
    en: 'Places for that day are released at {at}.',
  },
  policy_beyond_horizon: {
    status: 422,
    zh: '最多可预约 {days} 天内的号，{day} 的号将于 {at} 放出。',
    en: 'You can book up to {days} days ahead; {day} opens at {at}.',
  },
  policy_day_not_bookable: {
    status: 422,
    zh: '本院规定最早可预约 {day} 的号。',
    en: 'The earliest day you can book is {day}.',
  },
  policy_next_day_cut_off: {
    status: 422,
    zh: '第二天的号在前一天 {at} 截止预约；可选择其他日期，或到现场挂号。',
    en: 'Booking for the next day stopped at {at}; choose another day, or register on site.',
  },
  policy_same_day_cut_off: {
    status: 422,
    zh: '今天{half}的号在 {at} 截止预约；可选择其他时段，或到服务台询问。',
    en: 'Today’s {half} places stopped at {at}; choose another time, or ask at the desk.',
  },
  policy_booking_hours: {
    status: 422,
    zh: '每天 {from} 至 {to} 可以预约，请在这段时间再来。',
    en: 'Booking is open from {from} to {to}.',
  },
  policy_limit_per_department: {
    status: 422,
    zh: '每位就诊人同一天在同一科室只能约 {limit} 个号；您已有 {day} 的预约。',
    en: 'One patient may hold {limit} booking per department and day; you already have one on {day}.',
  },
  policy_limit_per_doctor: {
    status: 422,
    zh: '每位就诊人同一天同一医生只能约 {limit} 个号；您已有 {day} 的预约。',
    en: 'One patient may hold {limit} booking per doctor and day; you already have one on {day}.',
  },
  policy_limit_per_day: {
    status: 422,
    zh: '每位就诊人同一天最多约 {limit} 个号。',
    en: 'One patient may hold at most {limit} bookings a day.',
  },
  policy_no_show_suspended: {
    status: 422,
    zh: '{period}内爽约 {count} 次（达到 {limit} 次），预约暂停，{until} 起恢复；{otherwise}',
    en: '{count} no-shows within {period} (the limit is {limit}): booking is suspended until {until}. {otherwise}',
  },
  policy_drop_suspended: {
    status: 422,
    zh: '{period}内{what} {count} 次（达到 {limit} 次），预约暂停，{until} 起恢复；{otherwise}',
    en: '{count} times {what} within {period} (the limit is {limit}): booking is suspended until {until}. {otherwise}',
  },
  policy_cancel_cut_off: {
    status: 422,
    zh: '本院规定此号在 {at} 前可以取消，现在已超过时间；如确有困难请联系服务台。',
    en: 'Cancellation closed at {at}; please contact the desk if you cannot come.',
  },
  policy_cancel_never: {
    status: 422,
    zh: '本院规定此号预约后不能自行取消；如确有困难请联系服务台。',
    en: 'This booking cannot be cancelled by yourself; please contact the desk if you cannot come.',
  },
  policy_limit: {
    status: 422,
    zh: '{who}{within}{of}最多约 {limit} 个号，已达到上限；请先就诊或取消已有的预约。',
    en: '{who} may hold at most {limit} bookings {within}{of}; finish or cancel one first.',
  },
  policy_cool_down: {
    status: 422,
    zh: '{cause}后需间隔一段时间，{at} 起可再次预约。',
    en: 'After {cause} there is a pause: you can book again from {at}.',
  },
  policy_first_visit_id: {
    status: 422,
    zh: '首次就诊须用本院规定的证件预约（一般为居民身份证）；请更换证件，或携带证件到现场办理。',
    en: 'A first visit must be booked with the document the hospital asks for (as a rule the resident identity card); change the document, or come to the desk with it.',
  },
  policy_symptoms_unasked: {
    status: 422,
    zh: '预约前请先确认是否有以下症状：{symptoms}。',
    en: 'Before booking, please say whether the patient has any of these: {symptoms}.',
  },
  policy_symptoms_barred: {
    status: 422,
    zh: '有{symptoms}症状，请直接到{where}就诊，不在此预约。',
    en: 'With {symptoms}, please go directly to {where}; this cannot be booked here.',
  },
  policy_sex_gate: {
    status: 422,
    zh: '该科室只接诊{sex}患者，请核对就诊人。',
    en: 'This department sees {sex} patients only; please check the patient.',
  },
  policy_age_gate: {
    status: 422,
    zh: '该科室接诊 {from} 至 {to} 岁患者，请核对就诊人。',
    en: 'This department sees patients aged {from} to {to}; please check the patient.',
  },
  policy_walk_in_only: {
    status: 422,
    zh: '该科室不用预约，请直接前往就诊；现场分诊后按病情先后接诊。',
    en: 'This department is not booked: please go there directly. Patients are seen there in the order of need.',
  },
  policy_contradicts: {
    status: 422,
    zh: '规则中有互相矛盾或不允许的条款，请修改标出的项目后再发布。',
    en: 'Some clauses contradict one another or are not permitted; change the marked ones first.',
  },
  policy_outdated: {
    status: 409,
    zh: '在您修改期间，规则已发布新版本（第 {version} 版）；请在新版本上重新修改。',
    en: 'Version {version} was published while you were editing; please make your changes on it.',
  },
  policy_valid_from_past: {
    status: 422,
    zh: '生效时间不能早于现在。',
    en: 'Rules cannot begin in the past.',
  },
  appeal_made: {
    status: 409,
    zh: '这次限制已经申诉过，处理结果见申诉记录。',
    en: 'An appeal against this suspension was already made; see its result.',
  },
  appeal_decided: {
    status: 409,
    zh: '这项申诉已经处理过了，请刷新查看结果。',
    en: 'This appeal was decided already; please refresh.',
  },
  policy_unavailable: {
    status: 503,
    zh: '暂时无法核对预约规则，未能预约；请稍后重试。',
    en: 'The booking rules could not be checked, so nothing was booked; please try again.',
  },
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
  // money
  payment_channel_unavailable: {
    status: 503,
    zh: '暂时连不上支付渠道，尚未扣款；请稍后重试或到窗口缴费。',
    en: 'The payment channel cannot be reached and nothing was charged; try again or pay at the window.',
  },
  payment_notice_refused: {
    status: 401,
    zh: '支付通知验签未通过，已拒绝。',
    en: 'The payment notice failed verification and was refused.',
  },
  nothing_to_pay: { status: 409, zh: '没有需要支付的费用。', en: 'There is nothing to pay.' },
  receipt_not_due: {
    status: 409,
    zh: '这笔钱还没有收到，或还没有退到，到账后才能开具单据。',
    en: 'This money has not come, or not arrived back; its paper is made once it has.',
  },
  refund_not_possible: {
    status: 409,
    zh: '这笔订单现在不能退款：{reason}。',
    en: 'This order cannot be refunded now: {reason}.',
  },
  refund_same_person: {
    status: 409,
    zh: '退款须由另一人复核，申请人不能复核自己的申请。',
    en: 'Another person must confirm this refund; whoever asked for it cannot.',
  },
  refund_state: {
    status: 409,
    zh: '这笔退款已被处理，请刷新后再看。',
    en: 'This refund has been dealt with; refresh to see how.',
  },
  refund_not_cured: {
    status: 409,
    zh: '渠道仍说这笔退款没有退到；请先在渠道后台处理，再来核实。',
    en: 'The channel still says that this refund did not arrive; cure it there first, then ask again.',
  },
  // the cash drawer
  drawer_not_open: {
    status: 409,
    zh: '您还没有打开钱箱，不能收付现金；请先开钱箱，或改用刷卡、扫码。',
    en: 'You have no open drawer, so cash cannot be taken or handed back; open one first, or use card or QR.',
  },
  drawer_open_already: {
    status: 409,
    zh: '您已有一个打开的钱箱；请先清点关箱，再开新的。',
    en: 'You have an open drawer already; count and close it before you open another.',
  },
  drawer_closed: {
    status: 409,
    zh: '这个钱箱已经清点关箱，不能再动用；请刷新查看。',
    en: 'This drawer has been counted and closed; please refresh.',
  },
  drawer_short: {
    status: 409,
    zh: '钱箱里现有 {inside} 元，不够支出 {amount} 元；请先从保险柜领取现金。',
    en: 'The drawer holds {inside} yuan, not enough for {amount}; bring cash from the safe first.',
  },
  drawer_count_wrong: {
    status: 422,
    zh: '账面应有 {expected} 元，清点 {counted} 元，{what} 元；请再数一遍，确认无误请写明原因。',
    en: 'There should be {expected} yuan, {counted} were counted: {what}. Count again; if it is right, say why.',
  },
  // reconciliation
  bill_not_ready: {
    status: 409,
    zh: '渠道在次日 10 点以后才出这一天的账单，请到时再取。',
    en: 'The channel makes this day’s bill after 10:00 of the next day; fetch it then.',
  },
  difference_settled: {
    status: 409,
    zh: '这项差异已经处理，请刷新查看。',
    en: 'This difference has been settled; refresh to see how.',
  },
  cure_not_allowed: {
    status: 409,
    zh: '这类差异现在不能这样处理，请换一种办法。',
    en: 'This kind of difference cannot be settled this way now; choose another.',
  },
  cure_needs_note: {
    status: 422,
    zh: '请写明原因（至少 4 个字），以便日后查证。',
    en: 'Please say why, in at least 4 characters, so that it can be traced later.',
  },
  cure_refused: {
    status: 409,
    zh: '支付渠道没有同意：{code}。钱没有动，请再问一次渠道，或换一种办法。',
    en: 'The payment channel said no: {code}. No money moved; ask it again, or choose another way.',
  },
  channel_silent: {
    status: 503,
    zh: '支付渠道没有回答，结果还不知道；系统会继续查询，请稍后再看。',
    en: 'The payment channel did not answer, so the outcome is not known yet; we keep asking, look again shortly.',
  },
  day_not_closable: {
    status: 409,
    zh: '这一天还不能结账：{reasons}。',
    en: 'This day cannot be closed yet: {reasons}.',
  },
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
  // closures
  closure_nothing: {
    status: 422,
    zh: '这个范围内没有可以停诊的班次：可能已经停诊、已经结束，或没有排班。',
    en: 'Nothing to close there: the sessions are closed, over, or there are none.',
  },
  closure_state: {
    status: 409,
    zh: '这次停诊目前为“{state}”，不能这样操作；列表已更新。',
    en: 'This closure is “{state}”, so this is not possible; the list has been refreshed.',
  },
  substitute_not_fit: {
    status: 422,
    zh: '替诊医生须与原医生同科室、同级或以上，且该时段没有出诊。',
    en: 'A substitute is of the same department and the same or a higher grade, and free at that time.',
  },
  substitute_not_free: {
    status: 409,
    zh: '替诊医生在这个时段刚刚有了其他出诊，请另选一位。',
    en: 'The substitute has just been given another session at that time; please choose somebody else.',
  },
  case_settled: {
    status: 409,
    zh: '这个预约已处理：{state}。如需更改请联系服务台。',
    en: 'This booking is settled already: {state}. Please ask at the desk if it should be otherwise.',
  },
  case_too_late: {
    status: 409,
    zh: '选择时间已于 {at} 截止，正在为您自动处理；如有问题请联系服务台。',
    en: 'The time to choose ended at {at}; it is being settled for you. Please ask at the desk if anything is wrong.',
  },
  choice_gone: {
    status: 409,
    zh: '这个时间刚刚被约满，请从更新后的列表中另选一个。',
    en: 'That place has just gone; please choose another from the renewed list.',
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
  code_taken: { status: 409, zh: '这个代码已被使用。', en: 'This code is already in use.' },
  name_taken: { status: 409, zh: '这个名称已被使用。', en: 'This name is already in use.' },
  not_your_room: { status: 403, zh: '您今天不在这个诊室出诊。', en: 'You are not on duty in this room today.' },
  visit_finished: {
    status: 409,
    zh: '本次就诊已结束，记录不能再改。',
    en: 'The visit is finished; its note can no longer be changed.',
  },
  // way-finding
  map_exists: {
    status: 409,
    zh: '这个院区已经有地图了，请在原有地图上修改。',
    en: 'This campus has a map already; please change that one.',
  },
  map_too_large: {
    status: 422,
    zh: '一张地图最多 {limit} 个要素；请减少节点，或按楼拆成几张地图。',
    en: 'A map holds at most {limit} features; use fewer nodes, or split it by building.',
  },
  map_has_errors: {
    status: 409,
    zh: '地图还有 {count} 处错误，不能发布；请先运行检查并逐一改正。',
    en: 'The map has {count} errors and cannot be published; run the check and mend them first.',
  },
  map_not_published: {
    status: 409,
    zh: '这张地图还没有发布过，请先检查并发布。',
    en: 'This map has never been published; check and publish it first.',
  },
  map_file_unreadable: {
    status: 422,
    zh: '这个文件读不懂：{reason}。请提供 IMDF 压缩包或 GeoJSON 文件。',
    en: 'This file cannot be read: {reason}. Please give an IMDF archive or a GeoJSON file.',
  },
  map_picture_unreadable: {
    status: 422,
    zh: '这张图片读不出来，请上传 PNG 或 JPEG 平面图。',
    en: 'This picture cannot be read; please upload a plan as PNG or JPEG.',
  },
  map_closed_already: {
    status: 409,
    zh: '这里已经是停用状态。',
    en: 'It is marked as closed already.',
  },
  map_code_wrong: {
    status: 422,
    zh: '这不是本院的定位二维码；请扫描墙上印有地点名称的二维码。',
    en: 'This is not a location code of our hospital; scan one that has the place’s name printed on it.',
  },
  map_point_removed: {
    status: 410,
    zh: '这个二维码（{name}）的位置已经撤销，请改扫附近的另一个；也请告诉服务台。',
    en: 'The point of this code ({name}) has been removed; scan another one nearby, and please tell the desk.',
  },
  place_not_on_map: {
    status: 404,
    zh: '地图上还没有标出这个地点；请看楼层指示牌或询问服务台。',
    en: 'This place is not on the map yet; please follow the signs or ask at the desk.',
  },
  no_way: {
    status: 409,
    zh: '目前没有可走的路线，可能有通道或电梯停用；请询问服务台。',
    en: 'There is no way there at the moment, since something is closed; please ask at the desk.',
  },
  no_step_free_way: {
    status: 409,
    zh: '目前没有无台阶的路线；可关闭“无障碍路线”查看其他走法，或请服务台协助。',
    en: 'There is no step-free way there at the moment; turn step-free off to see others, or ask the desk for help.',
  },
  preconsult_closed: {
    status: 409,
    zh: '预问诊暂未开放；可直接预约挂号，或联系导诊台。如有急症请拨打 120。',
    en: 'Telling before the visit is not open at the moment; book directly or ask the guide desk. In an emergency call 120.',
  },
  talk_state: {
    status: 409,
    zh: '这次预问诊{state}，不能再这样操作。如有不适加重请拨打 120 或到急诊。',
    en: 'This talk {state}, so this can no longer be done. If it gets worse, call 120 or come to the emergency department.',
  },
  talk_question_gone: {
    status: 409,
    zh: '这个问题已经不再等待回答，请看最新的问题。',
    en: 'This question is no longer waiting for an answer; see the newest one.',
  },
  talk_no_way_back: {
    status: 409,
    zh: '没有可以撤回的回答。',
    en: 'There is no answer to take back.',
  },
  talk_nothing_said: {
    status: 422,
    zh: '还没有看到内容。请用一两句话说说哪里不舒服、多久了；也可以联系导诊台。',
    en: 'Nothing was said yet. Tell in a sentence or two what is wrong and since when, or ask the guide desk.',
  },
  talk_too_long: {
    status: 422,
    zh: '这次预问诊的内容太多了；请先看结果，或联系导诊台。',
    en: 'This talk has become too long; look at the result now, or ask the guide desk.',
  },
  talk_danger_first: {
    status: 409,
    zh: '请先回答这个问题：它关系到是否需要马上就医。',
    en: 'Please answer this question first: it tells whether you need help at once.',
  },
  talk_other_patient: {
    status: 409,
    zh: '这个预约属于另一位就诊人。',
    en: 'This booking is another patient’s.',
  },
  talk_booking_taken: {
    status: 409,
    zh: '已关联过预约，不能再关联另一个。',
    en: 'It is joined already, and cannot be joined to another.',
  },
  model_not_offered: {
    status: 409,
    zh: '本院没有启用大模型，无需同意。',
    en: 'The hospital uses no model, so there is nothing to agree to.',
  },
  alert_state: {
    status: 409,
    zh: '这条警报{state}，请看最新状态。',
    en: 'This alert {state}; see how it stands now.',
  },
  alert_needs_note: {
    status: 422,
    zh: '请写明经过：没有联系上，或判断不是急症，都要写原因。',
    en: 'Write what happened: why nobody was reached, or why it is no emergency.',
  },
  summary_signed: {
    status: 409,
    zh: '小结已经签署；修改后可以再次签署。',
    en: 'The summary is signed as it reads; after a correction it can be signed again.',
  },
  triage_code_unknown: {
    status: 422,
    zh: '没有代码为“{code}”的科室，或重复出现。',
    en: 'There is no department of the code “{code}”, or it is named twice.',
  },
} as const satisfies Record<string, ProblemEntry>;

export type ProblemCode = keyof typeof problems;

/** The body of every answer that is not 2xx (application/problem+json). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  request_id: string;
  params?: Record<string, string | number>;
  errors?: { field: string; message: string }[];
  /** When to try again (RFC 3339), where it is known. */
  again_at?: string;
}

/** Fills a catalogue sentence; a missing param stays visible rather than turning into "undefined". */
export function problemSentence(
  code: ProblemCode,
  locale: 'zh' | 'en',
  params: Record<string, string | number> = {},
): string {
  return problems[code][locale].replace(/\{(\w+)\}/g, (all, name: string) =>
    name in params ? String(params[name]) : all,
  );
}
