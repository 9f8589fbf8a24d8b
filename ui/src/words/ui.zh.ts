/** The kit's own words, Chinese. */
export const zh = {
  close: '关闭',
  cancel: '再想想',
  confirm: '确定',
  retry: '重试',
  loading: '正在载入',
  optional: '选填',
  qr: '二维码',
  serial: '第 {serial} 号',
  request_id: '编号 {id}',
  error: {
    title: '没有成功',
    unreachable: '连不上医院服务器。请检查网络，稍后重试；已填写的内容还在。',
    unexpected: '页面出现意外，请刷新后再试。',
    tell_staff: '如果一直这样，请把下面的编号告诉信息科。',
  },
  offline: {
    shown: '网络已断开，显示的是{age}的内容',
    none: '网络已断开，正在重连',
    retry: '立即重连',
  },
};
