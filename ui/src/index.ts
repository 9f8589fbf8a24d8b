/** The shared kit of console and board. Pure parts (`./client`, `./live`, `./format`, `./words`) can be imported alone. */
export * from './client/index.ts';
export { default as MzButton } from './components/mz-button.vue';
export { default as MzConfirmDialog } from './components/mz-confirm-dialog.vue';
export { default as MzEmpty } from './components/mz-empty.vue';
export { default as MzErrorNotice } from './components/mz-error-notice.vue';
export { default as MzField } from './components/mz-field.vue';
export { default as MzKeyHint } from './components/mz-key-hint.vue';
export { default as MzOfflineBar } from './components/mz-offline-bar.vue';
export { default as MzQr } from './components/mz-qr.vue';
export { default as MzSidePanel } from './components/mz-side-panel.vue';
export { default as MzSkeleton } from './components/mz-skeleton.vue';
export { default as MzState, type Shape, type Tone } from './components/mz-state.vue';
export { default as MzTicket } from './components/mz-ticket.vue';
export * from './format/index.ts';
export * from './live/live.ts';
export * from './preferences.ts';
export * from './words/words.ts';
