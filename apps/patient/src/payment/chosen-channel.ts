import type { Channel } from './ways.ts';

/** The channel a person paid through last, kept on the phone: most people have one. */
const key = 'menzhen.payChannel';

export const rememberedChannel = (): string | null => (uni.getStorageSync(key) as string) || null;

export const rememberChannel = (channel: Channel): void => uni.setStorageSync(key, channel);
