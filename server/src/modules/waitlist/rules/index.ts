/** The rules of the waiting list, pure. */
export * from './chance.ts';
export * from './order.ts';
export * from './times.ts';
export * from './wish.ts';
