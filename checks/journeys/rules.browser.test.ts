/** The hospital's rules in the administrator's hands: changed, refused with the clause, tried on the past, published, told. */
import { beforeAll, expect, test } from 'vitest';
import { opened } from './open.ts';
import { keptFor, looks } from './screens.ts';

const all = opened();
let token: string;
beforeAll(async () => {
  token = (await all.house.signInStaff('admin')).token;
});

test('an administrator changes a rule, is told what cannot stand, and publishes what can', async () => {
  const window = await all.window({
    width: 1440,
    height: 900,
    kept: keptFor({ ...looks.phone, width: 1440 }, { staff_token: token }),
  });
  const { page } = window;
  await page.goto(`${all.house.url}/console/policy/edit`);
  const publish = page.getByRole('button', { name: '发布', exact: true });
  // the console's first page and a first check: on a busy machine both take their time
  await page.getByText('与现行规则相同').waitFor({ timeout: 45_000 });
  expect(await publish.isDisabled(), 'nothing to publish yet').toBe(true);

  await page.locator('summary', { hasText: '支付时间' }).first().click();
  const minutes = page.getByLabel('分钟', { exact: true }).first();
  await minutes.fill('0');
  await page.getByText('支付时间为 0 分钟：没有人付得了。').first().waitFor();
  expect(await publish.isDisabled(), 'a clause cannot stand').toBe(true);
  await minutes.fill('20');
  await page.getByText('锁号后请在 20 分钟内支付，逾期号源自动释放。').first().waitFor();
  await page.getByText('没有矛盾，可以发布。').waitFor();

  await page.getByRole('button', { name: '试算' }).click();
  const panel = page.getByRole('dialog', { name: '试算' });
  await panel.getByRole('button', { name: '开始试算' }).click();
  await panel.getByText(/共 \d+ 个预约/).waitFor();
  await page.keyboard.press('Escape');

  await publish.click();
  const dialog = page.getByRole('dialog', { name: '发布新规则' });
  await dialog.getByLabel('修改说明').fill('给患者多一点支付时间');
  await dialog.getByRole('button', { name: '发布' }).click();
  await page.getByText('第 2 版已发布').first().waitFor();
  await page.getByRole('cell', { name: '给患者多一点支付时间' }).waitFor();
  expect(
    (await all.house.client(token).call('policyShow', { query: {} })).sentences.map((line) => line.sentence),
  ).toContain('锁号后请在 20 分钟内支付，逾期号源自动释放。');
  expect([...window.faults, ...window.foreign]).toEqual([]);
});
