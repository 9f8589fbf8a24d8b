export const paymentWords = {
  'pay.title': ['支付', 'Pay'],
  'pay.left': ['号源为您保留', 'Your place is held for'],
  'pay.amount': ['应付金额', 'To pay'],
  'pay.submit': ['去支付 {fee}', 'Pay {fee}'],
  'pay.again': ['再次打开支付页', 'Open the payment page again'],
  'pay.confirming': ['正在确认支付结果', 'Confirming your payment'],
  'pay.confirmingText': [
    '付款成功后这里会自动变成“已预约”，不需要重复支付。',
    'Once the payment is known this page turns to “booked” by itself; do not pay twice.',
  ],
  'pay.expired': ['支付时间已过，号源已释放', 'The time to pay has passed and the place was released'],
  'pay.expiredText': [
    '没有扣款。如果您刚刚付过款，款项会自动原路退回。',
    'Nothing is owed. If you have just paid, the money goes back by itself.',
  ],
  'pay.bookAgain': ['重新预约', 'Book again'],
  'pay.done': ['预约成功', 'Booked'],
  'pay.notPaid': ['没有完成支付，可以再试一次', 'The payment was not completed; you can try again'],
  'pay.drop': ['不约了，放弃这个号', 'Give up this place'],
} as const;
