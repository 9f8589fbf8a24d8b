/** One sheet for the cashier and the operator page. Contrast of every text pair is at least 4.5:1. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #f4f5f7; --surface: #fff; --ink: #1b1f24; --quiet: #57606a; --line: #d0d7de;
  --strong: #1a6b35; --on-strong: #fff; --mark: #fff1c2; --on-mark: #5c4400; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #101317; --surface: #1b2026; --ink: #e8ebee; --quiet: #a3adb8; --line: #3a424b;
    --strong: #59c283; --on-strong: #0d1a12; --mark: #453607; --on-mark: #ffe7a0; }
}
/* The channel's colour, and no more of its look. */
.alipay { --strong: #0a5ab0; --on-strong: #fff; }
@media (prefers-color-scheme: dark) {
  .alipay { --strong: #86b9f7; --on-strong: #0b1a2c; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 "PingFang SC", "HarmonyOS Sans SC",
  "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif; }
.mark { margin: 0; padding: 10px 16px; background: var(--mark); color: var(--on-mark); text-align: center; font-weight: 600; }
main { margin: 0 auto; padding: 16px; }
.cashier { max-width: 480px; }
.wide { max-width: 1280px; }
h1 { font-size: 20px; margin: 8px 0 16px; }
h2 { font-size: 17px; margin: 24px 0 8px; }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 24px 16px; }
.money { margin: 0 0 16px; text-align: center; }
.money span { display: block; color: var(--quiet); }
.money strong { font-size: 40px; line-height: 1.2; font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 8px 16px; margin: 0; }
dt { color: var(--quiet); }
dd { margin: 0; text-align: right; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.notice { text-align: center; margin: 16px 0; }
.other { text-align: center; }
.other a { display: inline-block; padding: 10px 16px; min-height: 44px; min-width: 44px; }
.acts { display: grid; gap: 12px; margin-top: 24px; }
button, .button { display: inline-flex; align-items: center; justify-content: center; min-height: 44px; min-width: 44px;
  padding: 8px 16px; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); color: var(--ink);
  font: inherit; text-decoration: none; cursor: pointer; }
.strong { background: var(--strong); border-color: var(--strong); color: var(--on-strong); font-weight: 600; min-height: 52px; }
:focus-visible { outline: 3px solid var(--strong); outline-offset: 2px; }
a { color: inherit; }
.row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 12px 0; }
.faults { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 4px 24px; }
.faults label { display: flex; justify-content: space-between; align-items: center; gap: 12px; min-height: 44px; }
input, select { font: inherit; color: inherit; background: var(--surface); border: 1px solid var(--quiet); border-radius: 6px;
  min-height: 36px; padding: 4px 8px; }
input[type=number] { width: 110px; }
input[type=checkbox] { width: 24px; height: 24px; min-height: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; background: var(--surface); font-size: 14px; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 8px; border-bottom: 1px solid var(--line); white-space: nowrap; }
td.long { white-space: normal; overflow-wrap: anywhere; min-width: 160px; }
.quiet { color: var(--quiet); }
`;
