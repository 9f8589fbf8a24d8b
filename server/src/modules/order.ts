/**
 * The modules in the order of the house: each may use the doors of those before it, never of those after it.
 * The dependency rules are generated from this array (.dependency-cruiser.mjs). Upwards a module speaks by facts only.
 */
export const moduleOrder = [
  'people',
  'catalog',
  'policy',
  'ledger',
  'drawer',
  'payment',
  'reconciliation',
  'scheduling',
  'booking',
  'waitlist',
  'visit',
  'queue',
  'navigation',
  'preconsult',
  'notify',
  'experience',
  'analytics',
] as const;
