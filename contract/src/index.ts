/** What the server promises: every route by its name. */
import { boardRoutes } from './boards.ts';
import { bookingRoutes } from './booking.ts';
import { catalogRoutes } from './catalog.ts';
import { closureRoutes } from './closure.ts';
import { drawerRoutes } from './drawer.ts';
import { kioskRoutes } from './kiosk.ts';
import { ledgerRoutes } from './ledger.ts';
import { navigationRoutes } from './navigation.ts';
import { noticeRoutes } from './notices.ts';
import { notifyRoutes } from './notify.ts';
import { operationsRoutes } from './operations.ts';
import { patientPaymentRoutes } from './patient-payments.ts';
import { peopleRoutes } from './people.ts';
import { policyRoutes } from './policy.ts';
import { poolRoutes } from './pool.ts';
import { preconsultRoutes } from './preconsult.ts';
import { preconsultAdminRoutes } from './preconsult-admin.ts';
import { preconsultStaffRoutes } from './preconsult-staff.ts';
import { queueRoutes } from './queue.ts';
import { rushRoutes } from './rush.ts';
import { reconciliationRoutes } from './reconciliation.ts';
import { refundRoutes } from './refunds.ts';
import { receiptRoutes } from './receipts.ts';
import { rosterRoutes } from './roster.ts';
import { schedulingRoutes } from './scheduling.ts';
import { servicePointRoutes } from './service-points.ts';
import { staffRoutes } from './staff.ts';
import { ticketRoutes } from './tickets.ts';
import { waitingRoutes } from './waiting.ts';
import { waitlistRoutes } from './waitlist.ts';

export const contract = {
  ...peopleRoutes,
  ...staffRoutes,
  ...catalogRoutes,
  ...schedulingRoutes,
  ...rosterRoutes,
  ...policyRoutes,
  ...poolRoutes,
  ...bookingRoutes,
  ...patientPaymentRoutes,
  ...receiptRoutes,
  ...refundRoutes,
  ...closureRoutes,
  ...queueRoutes,
  ...ticketRoutes,
  ...servicePointRoutes,
  ...boardRoutes,
  ...navigationRoutes,
  ...preconsultRoutes,
  ...preconsultStaffRoutes,
  ...preconsultAdminRoutes,
  ...kioskRoutes,
  ...ledgerRoutes,
  ...drawerRoutes,
  ...reconciliationRoutes,
  ...noticeRoutes,
  ...notifyRoutes,
  ...operationsRoutes,
  ...waitingRoutes,
  ...waitlistRoutes,
  ...rushRoutes,
};
export type Contract = typeof contract;
export type RouteName = keyof Contract;

export * from './boards.ts';
export * from './booking.ts';
export * from './catalog.ts';
export * from './closure.ts';
export * from './drawer.ts';
export * from './kiosk.ts';
export * from './ledger.ts';
export * from './live.ts';
export * from './maps.ts';
export * from './navigation.ts';
export * from './notices.ts';
export * from './notify.ts';
export * from './operations.ts';
export * from './payment.ts';
export * from './patient-payments.ts';
export * from './people.ts';
export * from './policy.ts';
export * from './policy-data.ts';
export * from './pool.ts';
export * from './preconsult.ts';
export * from './preconsult-admin.ts';
export * from './preconsult-staff.ts';
export * from './problems.ts';
export * from './queue.ts';
export * from './receipts.ts';
export * from './refunds.ts';
export * from './reconciliation.ts';
export * from './roster.ts';
export * from './route.ts';
export * from './rush.ts';
export * from './scheduling.ts';
export * from './service-points.ts';
export * from './shapes.ts';
export * from './staff.ts';
export * from './tickets.ts';
export * from './waiting.ts';
export * from './waitlist.ts';
