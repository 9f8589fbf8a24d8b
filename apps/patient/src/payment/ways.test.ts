import { expect, test } from 'vitest';
import { channelsFor, firstChoice, placeOf, sceneFor } from './ways.ts';

const chrome = 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36';
const both = ['wechat', 'alipay'] as const;

test.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) AppleWebKit/605 Mobile/15E148 MicroMessenger/8.0.60', 390, 'in_wechat'],
  ['Mozilla/5.0 (Linux; Android 16) AppleWebKit/537 Mobile AlipayClient/10.6', 390, 'in_alipay'],
  ['Mozilla/5.0 (Linux; Android 16) AppleWebKit/537 Chrome/150 Mobile Safari/537', 1024, 'phone'],
  [chrome, 390, 'phone'],
  [chrome, 1440, 'desktop'],
] as const)('%s at %i px', (agent, width, place) => expect(placeOf(agent, width)).toBe(place));

test('each place has its channels, each channel its way', () => {
  expect(channelsFor('mini_program', both)).toEqual(['wechat']);
  expect(channelsFor('in_wechat', both)).toEqual(['wechat']);
  expect(channelsFor('in_alipay', both)).toEqual(['alipay']);
  expect(channelsFor('phone', ['alipay', 'wechat'])).toEqual(['wechat', 'alipay']);
  expect(channelsFor('phone', ['alipay'])).toEqual(['alipay']);
  expect(channelsFor('in_wechat', ['alipay'])).toEqual([]);
  expect(sceneFor('phone', 'wechat')).toBe('h5');
  expect(sceneFor('desktop', 'wechat')).toBe('native');
  expect(sceneFor('desktop', 'alipay')).toBe('page');
});

test('one goes on with what is under way, else as last time', () => {
  expect(firstChoice(both, 'alipay', 'wechat')).toBe('alipay');
  expect(firstChoice(both, null, 'alipay')).toBe('alipay');
  expect(firstChoice(both, 'cash', null)).toBe('wechat');
  expect(firstChoice(['wechat'], null, 'alipay')).toBe('wechat');
  expect(firstChoice([], null, null)).toBeNull();
});
