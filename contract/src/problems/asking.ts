/** How it is asked, and who asks. */
import type { ProblemEntry } from './entry.ts';

export const asking = {
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
} as const satisfies Record<string, ProblemEntry>;
