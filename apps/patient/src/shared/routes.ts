import { forgetSession, isSignedIn } from './session.ts';

/** Every page's address, and the ways between them. */
export const pages = {
  home: '/home/home-page',
  bookings: '/booking/bookings-page',
  messages: '/notify/messages-page',
  me: '/people/me-page',
  signIn: '/people/sign-in-page',
  patients: '/people/patients-page',
  patientAdd: '/people/patient-add-page',
  departments: '/catalog/departments-page',
  doctor: '/catalog/doctor-page',
  sessions: '/scheduling/sessions-page',
  slots: '/scheduling/slots-page',
  confirm: '/booking/confirm-page',
  booking: '/booking/booking-page',
  closure: '/booking/closure-page',
  pay: '/payment/pay-page',
  payments: '/payment/payments-page',
  payment: '/payment/payment-page',
  receipt: '/payment/receipt-page',
  standing: '/policy/standing-page',
  checkIn: '/queue/check-in-page',
  tickets: '/queue/tickets-page',
  notices: '/notify/notice-settings-page',
  way: '/navigation/map-page',
  talkStart: '/preconsult/start-page',
  talk: '/preconsult/talk-page',
  talkEmergency: '/preconsult/emergency-page',
  talkResult: '/preconsult/result-page',
  talkSummary: '/preconsult/summary-page',
  talks: '/preconsult/talks-page',
  waitlist: '/waitlist/waitlist-page',
  waitlistJoin: '/waitlist/join-page',
  waitlistEntry: '/waitlist/entry-page',
} as const;

export type PageName = keyof typeof pages;
export type Tab = 'home' | 'bookings' | 'messages' | 'me';

function address(page: PageName, query: Record<string, string> = {}): string {
  const pairs = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return pages[page] + (pairs.length > 0 ? `?${pairs.join('&')}` : '');
}

export function open(page: PageName, query?: Record<string, string>): void {
  uni.navigateTo({ url: address(page, query) });
}

/** Opens instead of the page that is open now: after it, "back" does not lead to a form that is done. */
export function replace(page: PageName, query?: Record<string, string>): void {
  uni.redirectTo({ url: address(page, query) });
}

export function openTab(tab: Tab): void {
  uni.reLaunch({ url: address(tab) });
}

/** One page back; home when this page was opened first, by a link or a code. */
export function goBack(): void {
  if (getCurrentPages().length > 1) uni.navigateBack();
  else openTab('home');
}

/** The page that is open, with its query, to come back to after signing in. */
function here(): string {
  const page = getCurrentPages().at(-1) as { route?: string; options?: Record<string, string> } | undefined;
  const query = Object.entries(page?.options ?? {}).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `/${page?.route ?? pages.home.slice(1)}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

export function signInAgain(): void {
  forgetSession();
  const back = here();
  if (!back.startsWith(pages.signIn)) replace('signIn', { back });
}

/** True when someone is signed in; otherwise opens the sign-in page, which comes back here. */
export function needSignIn(): boolean {
  if (isSignedIn.value) return true;
  replace('signIn', { back: here() });
  return false;
}

/** After signing in: to where the person was going. Only our own pages are followed. */
export function openBack(back: string | undefined): void {
  const known = Object.values(pages).some((page) => back === page || back?.startsWith(`${page}?`));
  uni.reLaunch({ url: known && back ? back : pages.home });
}
