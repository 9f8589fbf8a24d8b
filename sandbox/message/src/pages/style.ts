/** Contrast of every text pair is at least 4.5:1, in light and dark. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #f4f5f7; --surface: #fff; --ink: #1b1f24; --quiet: #57606a; --line: #d0d7de;
  --strong: #1a6b35; --on-strong: #fff; --mark: #fff1c2; --on-mark: #5c4400; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #101317; --surface: #1b2026; --ink: #e8ebee; --quiet: #a3adb8; --line: #3a424b;
    --strong: #59c283; --on-strong: #0d1a12; --mark: #453607; --on-mark: #ffe7a0; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 "PingFang SC", "HarmonyOS Sans SC",
  "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif; }
.mark { margin: 0; padding: 10px 16px; background: var(--mark); color: var(--on-mark); text-align: center; font-weight: 600; }
main { margin: 0 auto; padding: 16px; max-width: 960px; }
h1 { font-size: 20px; margin: 8px 0 16px; }
h2 { font-size: 17px; margin: 24px 0 8px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 12px 0; }
.messages { list-style: none; margin: 0; padding: 0; display: grid; gap: 12px; }
.message { background: var(--surface); border: 1px solid var(--line); border-radius: 4px 16px 16px 16px; padding: 12px 16px;
  overflow-wrap: anywhere; }
.message p { margin: 0; }
.meta { color: var(--quiet); font-size: 14px; font-variant-numeric: tabular-nums; }
.message strong { display: block; margin: 4px 0; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; margin: 8px 0 0; }
dt { color: var(--quiet); }
dd { margin: 0; }
button, .button { display: inline-flex; align-items: center; justify-content: center; min-height: 44px; min-width: 44px;
  padding: 8px 16px; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); color: var(--ink);
  font: inherit; text-decoration: none; cursor: pointer; }
.strong, .button[aria-current] { background: var(--strong); border-color: var(--strong); color: var(--on-strong); font-weight: 600; }
:focus-visible { outline: 3px solid var(--strong); outline-offset: 2px; }
a { color: inherit; }
.faults { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 380px), 1fr)); gap: 4px 24px; }
.faults label { display: flex; justify-content: space-between; align-items: center; gap: 12px; min-height: 44px; }
input, select { font: inherit; color: inherit; background: var(--surface); border: 1px solid var(--quiet); border-radius: 6px;
  min-height: 44px; padding: 4px 8px; max-width: 50%; }
input[type=number] { width: 110px; }
input[type=checkbox] { width: 24px; height: 24px; min-height: 0; }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 16px; }
.quiet { color: var(--quiet); }
`;
