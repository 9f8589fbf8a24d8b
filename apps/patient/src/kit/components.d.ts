import type HButton from './h-button.vue';
import type HCall from './h-call.vue';
import type HCard from './h-card.vue';
import type HChecks from './h-checks.vue';
import type HChoice from './h-choice.vue';
import type HCountdown from './h-countdown.vue';
import type HEmpty from './h-empty.vue';
import type HField from './h-field.vue';
import type HIcon from './h-icon.vue';
import type HListRow from './h-list-row.vue';
import type HNotice from './h-notice.vue';
import type HOfflineBar from './h-offline-bar.vue';
import type HPage from './h-page.vue';
import type HProblem from './h-problem.vue';
import type HQr from './h-qr.vue';
import type HSheet from './h-sheet.vue';
import type HSkeleton from './h-skeleton.vue';
import type HSteps from './h-steps.vue';
import type HSwitch from './h-switch.vue';
import type HTabBar from './h-tab-bar.vue';
import type HTabs from './h-tabs.vue';
import type HTag from './h-tag.vue';
import type HTextBox from './h-text-box.vue';
import type HTicket from './h-ticket.vue';
import type HWeekStrip from './h-week-strip.vue';
import type HWhen from './h-when.vue';

/** The kit is found by its names (easycom in pages.json); this tells the type checker. */
declare module 'vue' {
  export interface GlobalComponents {
    HButton: typeof HButton;
    HCall: typeof HCall;
    HCard: typeof HCard;
    HChecks: typeof HChecks;
    HChoice: typeof HChoice;
    HCountdown: typeof HCountdown;
    HEmpty: typeof HEmpty;
    HField: typeof HField;
    HIcon: typeof HIcon;
    HListRow: typeof HListRow;
    HNotice: typeof HNotice;
    HOfflineBar: typeof HOfflineBar;
    HPage: typeof HPage;
    HProblem: typeof HProblem;
    HQr: typeof HQr;
    HSheet: typeof HSheet;
    HSkeleton: typeof HSkeleton;
    HSteps: typeof HSteps;
    HSwitch: typeof HSwitch;
    HTabBar: typeof HTabBar;
    HTabs: typeof HTabs;
    HTag: typeof HTag;
    HTextBox: typeof HTextBox;
    HTicket: typeof HTicket;
    HWeekStrip: typeof HWeekStrip;
    HWhen: typeof HWhen;
  }
}
