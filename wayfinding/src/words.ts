/** Steps and places in words, Chinese and English. No Intl: the mini program has none. */
import type { MapFeatureShape } from '@menzhen/contract';
import type { WayGraph } from './graph.ts';
import type { Step, StepKind } from './steps.ts';

export type Locale = 'zh' | 'en';

const categoryWords: Record<string, { zh: string; en: string }> = {
  entry: { zh: '入口', en: 'the entrance' },
  information: { zh: '服务台', en: 'the information desk' },
  checkin: { zh: '签到处', en: 'the check-in' },
  restroom: { zh: '卫生间', en: 'the toilet' },
  'restroom.wheelchair': { zh: '无障碍卫生间', en: 'the accessible toilet' },
  elevator: { zh: '电梯', en: 'the lift' },
  stairs: { zh: '楼梯', en: 'the stairs' },
  escalator: { zh: '自动扶梯', en: 'the escalator' },
  ramp: { zh: '坡道', en: 'the ramp' },
  pharmacy: { zh: '药房', en: 'the pharmacy' },
  cashier: { zh: '收费处', en: 'the cashier' },
  laboratory: { zh: '检验科', en: 'the laboratory' },
  imaging: { zh: '影像科', en: 'imaging' },
  seat: { zh: '座椅', en: 'the seats' },
  drinkingfountain: { zh: '饮水处', en: 'the drinking water' },
  emergencyexit: { zh: '安全出口', en: 'the emergency exit' },
  waitingroom: { zh: '候诊区', en: 'the waiting area' },
  lobby: { zh: '大厅', en: 'the lobby' },
};
const HERE = { zh: '这里', en: 'here' };

/** A feature's name; without one what it is. */
export function nameOf(feature: MapFeatureShape | undefined, locale: Locale): string {
  const { name, name_en, short_name, category = '' } = feature?.properties ?? {};
  const own = locale === 'en' ? name_en || name : name;
  return own || short_name || (categoryWords[category] ?? HERE)[locale];
}

/** A level as on its signs: 3F, else its name. */
export function levelName(ways: WayGraph, level_id: string, locale: Locale): string {
  const level = ways.features.get(level_id);
  return level?.properties.short_name || nameOf(level, locale);
}

const turnWords: Record<'straight' | 'left' | 'right' | 'back', { zh: string; en: string }> = {
  straight: { zh: '直行', en: 'Go straight on' },
  left: { zh: '左转', en: 'Turn left' },
  right: { zh: '右转', en: 'Turn right' },
  back: { zh: '掉头往回走', en: 'Turn around' },
};
const vehicleWords: Partial<Record<StepKind, { zh: string; en: string }>> = {
  lift: { zh: '电梯', en: 'the lift' },
  stairs: { zh: '楼梯', en: 'the stairs' },
  escalator: { zh: '自动扶梯', en: 'the escalator' },
};

const isLatin = (text: string | undefined) => /^[\dA-Za-z]/.test(text ?? '');
/** Chinese typography: a space between a Chinese word and a Latin one. */
const after = (word: string, text: string) => `${word}${isLatin(text) ? ' ' : ''}${text}`;

const metresZh = (metres: number) => (metres >= 1 ? `${Math.round(metres)} 米` : '');
const metresEn = (metres: number) => (metres >= 1 ? `${Math.round(metres)} m` : '');

function climbText(ways: WayGraph, step: Step, locale: Locale): string {
  const vehicle = step.landmark ? nameOf(step.landmark, locale) : vehicleWords[step.kind]![locale];
  if (!step.to_level_id)
    return locale === 'zh'
      ? `走${step.kind === 'stairs' ? '几级台阶' : vehicle}`
      : `Take ${step.kind === 'stairs' ? 'the steps' : vehicle}`;
  const level = levelName(ways, step.to_level_id, locale);
  if (step.kind === 'lift')
    return locale === 'zh' ? `${after('乘', vehicle)}到 ${level}` : `Take ${vehicle} to ${level}`;
  if (locale === 'zh') return `${after('走', vehicle)}${step.rises ? '上' : '下'}到 ${level}`;
  return `Take ${vehicle} ${step.rises ? 'up' : 'down'} to ${level}`;
}

/** Out of the lift, off the stairs: they have just been named. */
function leaveText({ left, metres }: Step, locale: Locale): string {
  const isLift = left!.kind === 'lift';
  if (locale === 'zh') return `${isLift ? '出电梯' : '到楼层后'}直行 ${metresZh(metres)}`.trimEnd();
  return `${isLift ? 'Leave the lift and go' : 'Go'} straight on for ${metresEn(metres)}`.replace(/ for $/, '');
}

function turnText({ kind, landmark, metres }: Step, locale: Locale): string {
  const turn = turnWords[kind as keyof typeof turnWords][locale];
  const isTurn = kind === 'left' || kind === 'right';
  if (locale === 'zh') {
    const where = landmark
      ? isTurn
        ? `${after('在', nameOf(landmark, 'zh'))}处`
        : `${after('经过', nameOf(landmark, 'zh'))}，`
      : '';
    const distance = metresZh(metres);
    return `${where}${turn}${distance && (kind === 'straight' ? ` ${distance}` : `，走 ${distance}`)}`;
  }
  const where = landmark ? ` ${isTurn ? 'at' : 'past'} ${nameOf(landmark, 'en')}` : '';
  return `${turn}${where}${metres >= 1 ? ` for ${metresEn(metres)}`.replace(' for', isTurn ? ', then' : ' for') : ''}`;
}

function arriveText({ landmark, hand }: Step, locale: Locale): string {
  const goal = nameOf(landmark, locale);
  if (locale === 'zh') return hand ? `到达：${goal}在您的${hand === 'left' ? '左' : '右'}手边` : after('到达', goal);
  return hand ? `You have arrived: ${goal} is on your ${hand}` : `You have arrived at ${goal}`;
}

/** One step as a sentence without its full stop, to be read or spoken. */
export function stepText(ways: WayGraph, step: Step, locale: Locale): string {
  if (step.kind === 'start') {
    const [place, level] = [nameOf(step.landmark, locale), levelName(ways, step.level_id, locale)];
    return locale === 'zh' ? `从 ${level} ${place}出发` : `Start at ${place}, ${level}`;
  }
  if (step.kind === 'arrive') return arriveText(step, locale);
  if (vehicleWords[step.kind]) return climbText(ways, step, locale);
  if (step.kind === 'ramp')
    return locale === 'zh' ? `沿坡道走 ${metresZh(step.metres)}` : `Follow the ramp for ${metresEn(step.metres)}`;
  return step.left && step.kind === 'straight' ? leaveText(step, locale) : turnText(step, locale);
}
