/** Finding the way: the hospital draws, brings in, closes and prints; a patient scans and follows, also in large print and without a network. */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { axeFaults } from '../kit/axe.ts';
import { desktop, phone } from '../kit/window.ts';
import { checkedIn } from './desk-acts.ts';
import { expectQuiet } from './expect.ts';
import { opened } from './open.ts';
import { keptFor, looks } from './screens.ts';

const all = opened();
let admin_token: string;
let map_id: string;
/** What hangs on the wall at the main entrance, from the page that prints it. */
let entrance: string;

beforeAll(async () => {
  admin_token = (await all.house.signInStaff('admin')).token;
  const { items } = await all.house.client(admin_token).call('mapList', {});
  map_id = items[0]!.id;
});

const consoleWindow = () =>
  all.window({ ...desktop, kept: keptFor({ ...looks.phone, ...desktop }, { staff_token: admin_token }) });

/** Chooses where to go by its name. */
async function goTo(page: Page, name: string): Promise<void> {
  await page.getByTestId('search-place').click();
  await page.getByTestId('place-search').fill(name);
  await page.getByTestId('place').first().click();
  await page.getByTestId('steps').waitFor();
}
const floorShown = (page: Page, floor: string) => page.locator(`[data-testid=map][data-level="${floor}"]`).waitFor();
const stepsOf = (page: Page) => page.getByTestId('steps').innerText();

test('the hospital prints its codes, each with the name of its place', async () => {
  const window = await consoleWindow();
  await window.page.goto(`${all.house.url}/console/maps`);
  await window.page.getByRole('button', { name: '定位码', exact: true }).first().click();
  const code = window.page.getByTestId('codes').getByRole('listitem').filter({ hasText: '一楼正门' });
  await code.getByRole('img', { name: '一楼正门的定位码' }).waitFor();
  entrance = (await code.getAttribute('data-url'))!;
  expect(entrance).toContain(`${all.house.url}/#/navigation/map-page?code=`);
  await window.page.emulateMedia({ media: 'print' });
  await code.getByRole('img').waitFor();
  for (const frame of ['navigation', 'banner'] as const)
    expect(await window.page.getByRole(frame).filter({ visible: true }).count()).toBe(0);
  expect(await window.page.getByRole('button').filter({ visible: true }).count()).toBe(0);
  expectQuiet(window);
  await window.close();
});

test('a patient scans a code and follows the way to another floor, hears it, and goes on without a network', async () => {
  const window = await all.window({ ...phone, voice: true });
  const { page } = window;
  await page.goto(entrance);
  await page.getByTestId('here').filter({ hasText: '一楼正门' }).waitFor();
  await goTo(page, '301');
  expect(await page.getByTestId('minutes').innerText()).toMatch(/约 \d+ 分钟/);
  expect(await stepsOf(page)).toMatch(/乘 ?[AB] 号电梯到 3F/);
  await page.getByTestId('speak').click();
  expect((await window.said()).at(-1)).toBe('从 1F 一楼正门出发');

  await floorShown(page, '1F');
  const steps = (await stepsOf(page)).split('\n').filter((line) => line.length > 1);
  for (let step = 1; step < steps.length; step += 1) await page.getByTestId('step-next').click();
  await floorShown(page, '3F');
  expect(await page.getByTestId('step').innerText()).toContain('301 诊室');

  await page.context().setOffline(true);
  await page.getByTestId('other-goal').click();
  await page.getByTestId('nearest-pharmacy').click();
  await page.getByTestId('to').filter({ hasText: '药房' }).waitFor();
  await page.getByTestId('by-kept').waitFor();
  await page.context().setOffline(false);
  expectQuiet(window);
  await window.close();
});

test('a lift that is switched off changes the way on an open phone, which does not ask for the map again, and back', async () => {
  const person = await all.window({ ...phone });
  await person.page.goto(entrance);
  await goTo(person.page, '301');
  const lift = /乘 ?([AB]) 号电梯/.exec(await stepsOf(person.page))![1]!;
  // from here on the map is not answered: what changes was brought by the live line
  await person.page.route('**/api/navigation/maps**', () => {});

  const staff = await consoleWindow();
  await staff.page.goto(`${all.house.url}/console/maps`);
  await staff.page.getByRole('button', { name: '通行状态', exact: true }).click();
  const row = staff.page.getByRole('row').filter({ hasText: `${lift} 号电梯` });
  // who reads the last steps has scrolled far down
  await person.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await row.getByRole('button', { name: '停用' }).click();
  const dialog = staff.page.getByRole('dialog');
  await dialog.getByLabel('原因').fill('电梯检修');
  await dialog.getByRole('button', { name: '停用' }).click();
  await row.getByText('停用中').waitFor();

  const word = person.page.getByTestId('way-changed');
  await word.filter({ hasText: `${lift} 号电梯暂停通行：电梯检修` }).waitFor();
  expect(await word.innerText()).toContain('路线变了');
  expect(await person.page.evaluate(() => scrollY)).toBeGreaterThan(300);
  const { y } = (await word.boundingBox())!;
  expect(y).toBeGreaterThanOrEqual(0);
  expect(y).toBeLessThan(100);
  expect(await axeFaults(person.page)).toEqual([]);
  await person.page.getByTestId('closures').filter({ hasText: '电梯检修' }).waitFor();
  expect(await stepsOf(person.page)).not.toMatch(new RegExp(`乘 ?${lift} 号电梯`));
  await row.getByRole('button', { name: '恢复通行' }).click();
  await row.getByText('可以通行').waitFor();
  await word.filter({ hasText: `${lift} 号电梯恢复通行` }).waitFor();
  await person.page.getByTestId('way-changed-seen').click();
  await word.waitFor({ state: 'detached' });
  expect(await stepsOf(person.page)).toMatch(new RegExp(`乘 ?${lift} 号电梯`));
  expectQuiet(person, staff);
  await person.close();
  await staff.close();
});

test('by keyboard alone, in the largest print: a step-free way to the next stop, and when to start', async () => {
  const { house } = all;
  const family = await house.signInPatient('19900000002');
  const clerk = await house.as('clerk');
  const { items } = await house.client(family.token).call('patientList');
  const patient_id = items.find((one) => one.relation === 'self')!.id;
  await checkedIn(clerk, { day: house.day, doctor_name: '林知秋', patient_id });

  const window = await all.window({ ...phone, kept: keptFor(looks.phone_dark, { patient: family }) });
  const { page } = window;
  await page.goto(entrance);
  await page.getByTestId('steps').waitFor();
  await page.getByTestId('when-to-walk').waitFor();
  await page.getByTestId('step-free').focus();
  await page.keyboard.press('Space');
  await page.locator('[data-testid=step-free][aria-checked=true]').waitFor();
  await page.getByTestId('step-next').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('step-of').filter({ hasText: '第 2 步' }).waitFor();
  await page.getByTestId('larger').focus();
  await page.keyboard.press('Enter');
  const wider_px = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider_px).toBe(0);
  expectQuiet(window);
  await window.close();
});

test('a code that the hospital did not make is said to be one', async () => {
  const window = await all.window({ ...phone });
  await window.page.goto(`${all.house.url}/#/navigation/map-page?code=made-at-home`);
  await window.page.getByTestId('code-refused').filter({ hasText: '不是本院的定位二维码' }).waitFor();
  await window.page.getByTestId('choose-here').waitFor();
  // the signature of another hospital under a point of ours
  const forged = entrance.replace(/.{4}$/, (end) => (end === 'AAAA' ? 'BBBB' : 'AAAA'));
  await window.page.goto('about:blank');
  await window.page.goto(forged);
  await window.page.getByTestId('code-refused').filter({ hasText: '不是本院的定位二维码' }).waitFor();
  expectQuiet(window);
  await window.close();
});

test('an administrator draws a room and a way by keys, is told what is wrong, and takes it back', async () => {
  const window = await consoleWindow();
  const { page } = window;
  await page.goto(`${all.house.url}/console/maps`);
  const canvas = page.getByTestId('canvas');
  await canvas.waitFor();
  await page.getByTestId('tool-room').click();
  await canvas.focus();
  await page.keyboard.press('Enter');
  // from the corridor into two rooms
  for (const key of ['ArrowDown', 'ArrowRight'].flatMap((one) => Array.from({ length: 6 }, () => one)))
    await page.keyboard.press(key);
  await page.keyboard.press('Enter');
  await page.getByText('1 处改动未保存').waitFor();
  const form = page.getByTestId('feature-form');
  await form.getByLabel('名称', { exact: true }).fill('新画的房间');
  await form.getByLabel('名称', { exact: true }).press('Enter');
  await form.getByLabel('名称', { exact: true }).press('Tab');

  await page.getByRole('button', { name: '检查', exact: true }).click();
  await page.getByTestId('findings').getByText('新画的房间').first().waitFor();
  const { features } = await all.house.client(admin_token).call('mapDraft', { params: { id: map_id } });
  expect(features.map((one) => one.properties.name)).toContain('新画的房间');

  await page.getByRole('tab', { name: '清单' }).click();
  await page.getByLabel('查找').fill('新画的房间');
  await page.getByRole('button', { name: '新画的房间 房间' }).click();
  await canvas.focus();
  await page.keyboard.press('Delete');
  await page.getByText('1 处改动未保存').waitFor();
  await page.getByRole('button', { name: '保存', exact: false }).first().click();
  await page.getByText('全部已保存').waitFor();
  expectQuiet(window);
  await window.close();
});

interface GeoFile {
  features: { id: string; feature_type: string; geometry: { coordinates: unknown[][] } | null }[];
}
const asFile = (name: string, content: unknown) => ({
  name,
  mimeType: 'application/geo+json',
  buffer: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
});

/** On the page of versions and files: saves the map as a file. */
async function takeOut(page: Page, button: string): Promise<{ name: string; buffer: Buffer }> {
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const saved = await saving;
  return { name: saved.suggestedFilename(), buffer: readFileSync(await saved.path()) };
}
/** On the page of versions and files: chooses the file and says yes. */
async function bringIn(page: Page, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await page.getByRole('button', { name: '版本与文件' }).click();
  await page.getByLabel('选择文件').setInputFiles(file);
  await page.getByRole('dialog').getByRole('button', { name: '导入' }).click();
}
/** On the page of drawing: asks to publish, which checks first. */
async function askToPublish(page: Page): Promise<void> {
  await page.getByRole('button', { name: '绘制', exact: true }).click();
  await page.getByTestId('canvas').waitFor();
  await page.getByRole('button', { name: '发布', exact: true }).click();
  await page.getByRole('dialog').getByRole('heading', { name: '发布地图' }).waitFor();
}
const publish = (page: Page) => page.getByRole('dialog').getByRole('button', { name: '发布', exact: true }).click();

test('a file from elsewhere: unreadable, crossing itself, with a room nobody can reach, each is said; nothing of it is published', async () => {
  const window = await consoleWindow();
  const { page } = window;
  await page.goto(`${all.house.url}/console/maps`);
  await page.getByRole('button', { name: '版本与文件' }).click();
  const whole = JSON.parse((await takeOut(page, '草稿 geojson')).buffer.toString()) as GeoFile;

  await bringIn(page, asFile('broken.geojson', '{"type": "FeatureCollection", "features": ['));
  await page.getByRole('dialog').getByText('这个文件读不懂').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: '再想想' }).click();

  const { features } = await all.house.client(admin_token).call('mapDraft', { params: { id: map_id } });
  const room = (name: string) => features.find((one) => one.type === 'unit' && one.properties.name?.startsWith(name))!;
  const [crossed, lonely] = [room('101'), room('102')];
  const inside = features.filter((one) => one.type === 'node' && one.properties.unit_id === lonely.id);
  const ends = new Set(inside.map((one) => one.id));
  const cut = features.filter(
    ({ type, properties }) =>
      type === 'edge' && (ends.has(properties.from_node_id ?? '') || ends.has(properties.to_node_id ?? '')),
  );
  const faulty = {
    ...whole,
    features: whole.features
      .filter((one) => !cut.some(({ id }) => id === one.id))
      .map((one) => (one.id === crossed.id ? { ...one, geometry: bowTie(one.geometry!) } : one)),
  };
  await bringIn(page, asFile('faulty.geojson', faulty));
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await askToPublish(page);
  await page
    .getByRole('dialog')
    .getByText(/还有 \d+ 个错误，改好才能发布/)
    .waitFor();
  expect(await page.getByRole('dialog').getByRole('button', { name: '发布', exact: true }).isDisabled()).toBe(true);
  await page.getByRole('dialog').getByRole('button', { name: '再想想' }).click();
  const findings = page.getByTestId('findings');
  await findings.getByText(`“${crossed.properties.name}”的轮廓与自己相交`).waitFor();
  await findings.getByText(`从入口走不到“${lonely.properties.name}”`).waitFor();
  await findings.getByText(/与入口不相连/).waitFor();

  // without the code's point it is a sound map: published, the code on the wall says that its place is gone
  const without = { ...whole, features: whole.features.filter((one) => one.id !== qrPoint(features)) };
  await bringIn(page, asFile('without.geojson', without));
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await askToPublish(page);
  await publish(page);
  await page.getByText('第 2 版已发布').first().waitFor();
  const scanning = await all.window({ ...phone });
  await scanning.page.goto(entrance);
  await scanning.page.getByTestId('code-refused').filter({ hasText: '一楼正门' }).waitFor();

  // an earlier version is taken back, and the code is good again
  await page.getByRole('button', { name: '版本与文件' }).click();
  await page.getByRole('row').filter({ hasNotText: '现行' }).getByRole('button', { name: '取回为草稿' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '取回为草稿' }).click();
  await page.getByText('草稿未检查').waitFor();
  await askToPublish(page);
  await publish(page);
  await page.getByText('第 3 版已发布').first().waitFor();
  await scanning.page.reload();
  await scanning.page.getByTestId('here').filter({ hasText: '一楼正门' }).waitFor();
  expectQuiet(scanning, window);
  await scanning.close();
  await window.close();
});

test('out as an IMDF archive and in again, all by clicking: the same map, and the checker finds it sound', async () => {
  const drawn = async () => {
    const { features } = await all.house.client(admin_token).call('mapDraft', { params: { id: map_id } });
    return features.map(({ id, type }) => `${type} ${id}`).toSorted();
  };
  const before = await drawn();
  const window = await consoleWindow();
  const { page } = window;
  await page.goto(`${all.house.url}/console/maps`);
  await page.getByRole('button', { name: '版本与文件' }).click();
  const { name, buffer } = await takeOut(page, '草稿 imdf');
  expect(name).toMatch(/\.zip$/);
  expect(Object.keys(unzipSync(buffer))).toEqual(expect.arrayContaining(['manifest.json', 'level.geojson']));

  await bringIn(page, { name, mimeType: 'application/zip', buffer });
  await page.getByText(`导入了 ${before.length} 样`).waitFor();
  expect(await page.getByTestId('left-out').count()).toBe(0);
  expect(await drawn()).toEqual(before);
  await page.getByText('草稿未检查').waitFor();
  await page.getByRole('button', { name: '绘制', exact: true }).click();
  await page.getByTestId('canvas').waitFor();
  await page.getByRole('button', { name: '检查', exact: true }).click();
  await page.getByTestId('findings').getByText('没有发现问题').waitFor();
  await page.getByText('草稿已检查').waitFor();

  // an archive that was cut on its way is said to be damaged, and the draft stays
  await bringIn(page, { name, mimeType: 'application/zip', buffer: buffer.subarray(0, buffer.length / 2) });
  await page.getByRole('dialog').getByText('这个文件读不懂').waitFor();
  expect(await drawn()).toEqual(before);
  expectQuiet(window);
  await window.close();
});

/** The outline with two neighbouring corners exchanged. */
function bowTie({ coordinates, ...rest }: { coordinates: unknown[][] }) {
  const [[first, second, third, ...others] = []] = coordinates;
  return { ...rest, coordinates: [[first, third, second, ...others]] };
}
const qrPoint = (features: readonly { id: string; type: string; properties: { name?: string } }[]) =>
  features.find((one) => one.type === 'qr_point' && one.properties.name === '一楼正门')!.id;

test('a plan picture lies under the floor for whoever draws; a file that is no picture is said to be none', async () => {
  const window = await consoleWindow();
  const { page } = window;
  await page.goto(`${all.house.url}/console/maps`);
  await page.getByTestId('canvas').waitFor();
  await page.getByRole('button', { name: '楼层', exact: true }).click();
  const choice = page.getByLabel('选择图片');
  await choice.setInputFiles({ name: 'plan.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await page.getByText('这张图片读不出来').waitFor();
  const buffer = await page.screenshot({ clip: { x: 0, y: 0, width: 300, height: 200 } });
  await choice.setInputFiles({ name: 'plan.png', mimeType: 'image/png', buffer });
  await page.getByLabel('图片宽度代表（米）').waitFor();
  await page.getByRole('button', { name: '保存', exact: false }).first().click();
  await page.getByText('全部已保存').waitFor();
  await page.reload();
  await page.getByTestId('canvas').waitFor();
  await page.getByRole('button', { name: '楼层', exact: true }).click();
  await page.getByLabel('图片宽度代表（米）').waitFor();
  expectQuiet(window);
  await window.close();
});
