import type { payChannels, payScenes } from '@menzhen/contract';

/** Where the app runs, as far as paying is concerned: each place allows other channels, and each channel its own way. */
export type Place = 'mini_program' | 'in_wechat' | 'in_alipay' | 'phone' | 'desktop';
export type Channel = (typeof payChannels)[number];
export type Scene = (typeof payScenes)[number];

const scenes: Record<Place, Partial<Record<Channel, Scene>>> = {
  mini_program: { wechat: 'jsapi' },
  // WeChat lets nobody pay by another channel, nor by its own page for other browsers
  in_wechat: { wechat: 'jsapi' },
  in_alipay: { alipay: 'wap' },
  phone: { wechat: 'h5', alipay: 'wap' },
  desktop: { wechat: 'native', alipay: 'page' },
};
const WIDE_PX = 768;

/** @param width_px of the window: a browser that does not call itself mobile is a desktop only where there is room */
export function placeOf(user_agent: string, width_px: number): Exclude<Place, 'mini_program'> {
  if (/MicroMessenger/i.test(user_agent)) return 'in_wechat';
  if (/AlipayClient/i.test(user_agent)) return 'in_alipay';
  const isPhone = /Mobi|Android|iPhone|HarmonyOS/i.test(user_agent) || width_px < WIDE_PX;
  return isPhone ? 'phone' : 'desktop';
}

/** What may be chosen here of what the hospital has set up, WeChat first. */
export function channelsFor(place: Place, offered: readonly Channel[]): Channel[] {
  return (['wechat', 'alipay'] as const).filter((channel) => scenes[place][channel] && offered.includes(channel));
}

export const sceneFor = (place: Place, channel: Channel): Scene | undefined => scenes[place][channel];

/** The channel to begin with: one under way, else the one used last, else the first. */
export function firstChoice(
  choices: readonly Channel[],
  underWay: string | null,
  remembered: string | null,
): Channel | null {
  const find = (name: string | null) => choices.find((one) => one === name);
  return find(underWay) ?? find(remembered) ?? choices[0] ?? null;
}
