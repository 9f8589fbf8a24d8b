/** The kit's own words, English. */
import type { zh } from './ui.zh.ts';
import type { SameKeys } from './words.ts';

export const en: SameKeys<typeof zh> = {
  close: 'Close',
  cancel: 'Not yet',
  confirm: 'Confirm',
  retry: 'Try again',
  loading: 'Loading',
  optional: 'optional',
  qr: 'QR code',
  serial: 'No. {serial}',
  request_id: 'Request {id}',
  error: {
    title: 'That did not work',
    unreachable:
      'The hospital’s server cannot be reached. Check the network and try again; what you typed is still here.',
    unexpected: 'Something unexpected happened on this page. Please reload and try again.',
    tell_staff: 'If this keeps happening, tell IT the number below.',
  },
  offline: {
    shown: 'The network is down; this is how it stood {age}',
    none: 'The network is down; reconnecting',
    retry: 'Reconnect now',
  },
};
