export const notifyWords = {
  'messages.title': ['消息', 'Messages'],
  'messages.none': ['还没有消息', 'No messages yet'],
  'messages.noneText': [
    '预约成功、停诊、退款、快到您了，都会发到这里。',
    'Bookings, closures, refunds and “your turn is near” will be told here.',
  ],
  'messages.signIn': ['登录后查看消息', 'Sign in to see your messages'],
  'messages.unread': ['未读', 'New'],
  'messages.readAll': ['全部标为已读（{count} 条未读）', 'Mark all as read ({count} new)'],
} as const;
