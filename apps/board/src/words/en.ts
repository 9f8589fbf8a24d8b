/** The board's words, English. */
import type { SameKeys } from '@menzhen/ui/words';
import type { zh } from './zh.ts';

export const en: SameKeys<typeof zh> = {
  title: 'Waiting hall',
  call: {
    heading: 'Now calling',
    to: 'Please go to',
    sentence: 'Ticket {number}, {name}, please go to {room}',
    none: 'No calls yet',
    none_hint: 'Calls appear here and are read aloud',
    earlier: 'Called just before',
  },
  rooms: {
    heading: 'Rooms',
    in_consultation: 'With the doctor',
    calling: 'Calling',
    idle: 'Free',
    next: 'Next',
    no_next: 'nobody',
    waiting: 'Waiting',
    people: '{n}',
    none: 'No doctor is seeing patients here today',
    page: 'Page {page} of {pages}',
  },
  check_in: {
    heading: 'Check in first',
    how_scan: 'Scan with your phone and tap “Check in” to join the queue',
    how_no_phone: 'No phone? Bring your ID to the service desk',
    changes: 'The code changes every minute and works only here',
    expired: 'The code cannot be renewed just now; please check in at the desk',
    code: 'Check-in QR code',
  },
  lost: {
    bar: 'Connection lost',
    seconds: '{n} s',
    shown: 'Showing how things stood at {time}; please listen for your name',
  },
  sound: {
    open: 'Tap to turn on announcements',
    turn_on: 'Announcements on',
    turn_off: 'Announcements off',
    chime_only: 'This device has no Chinese voice: calls ring and flash',
    muted: 'Announcements are off',
  },
  notices: 'Notices',
  controls: 'Board settings',
  language: '中文',
  light: 'Light',
  dark: 'Dark',
  full_screen: 'Full screen',
  other_key: 'Use another key',
  key: {
    heading: 'Connect this board',
    how: 'An administrator makes one key for each board in the console. This device remembers it.',
    label: 'Board key',
    enter: 'Connect',
    empty: 'Please enter the board key.',
    wrong: 'This key is wrong or no longer in use; please ask an administrator.',
  },
  joining: 'Connecting to the hospital’s server',
  joining_hint: 'It keeps trying by itself; no need to reload',
};
