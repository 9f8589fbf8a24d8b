export const commonWords = {
  'common.loading': ['正在读取', 'Loading'],
  'common.back': ['返回', 'Back'],
  'common.close': ['关闭', 'Close'],
  'common.retry': ['再试一次', 'Try again'],
  'common.requestId': ['编号 {id}（求助时请告诉工作人员）', 'Request id {id} (tell the staff if you ask for help)'],
  'common.offline': ['没有网络连接', 'No connection'],
  'common.offlineSince': ['没有网络连接，上次更新 {time}', 'No connection. Last updated {time}'],
  'problem.noConnection': ['连不上网络', 'No connection'],
  'problem.noConnectionNext': [
    '请检查手机的网络后再试；没有提交成功的内容不会丢失。',
    'Check your phone’s connection and try again; nothing you entered is lost.',
  ],
  'problem.unreadable': ['服务暂时不可用', 'The service is not available right now'],
  'problem.unreadableNext': [
    '请过一会儿再试，或到挂号窗口办理。',
    'Please try again in a while, or come to the registration desk.',
  ],
  'tab.label': ['主要页面', 'Main pages'],
  'tab.home': ['首页', 'Home'],
  'tab.bookings': ['预约', 'Bookings'],
  'tab.messages': ['消息', 'Messages'],
  'tab.me': ['我的', 'Me'],
} as const;
