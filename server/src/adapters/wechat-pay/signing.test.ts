import { describe, expect, test } from 'vitest';
import { Formatter, merchantPublicKeyPem, Rsa, testMerchant } from '../testing/outside-wechat.ts';
import { openCredentials } from './settings.ts';
import { authorization, jsapiArguments, signatureFault } from './signing.ts';

const NOW = Temporal.Instant.from('2026-11-22T01:30:00.900Z');
const credentials = openCredentials(testMerchant);

describe('what we sign', () => {
  test.each([
    { method: 'GET', target: '/v3/pay/transactions/out-trade-no/P1?mchid=1900000001', body: '' },
    { method: 'POST', target: '/v3/pay/transactions/jsapi', body: '{"description":"门诊挂号 😀"}' },
  ])('$method is verified by an independent library', (request) => {
    const header = authorization(credentials, NOW, request);
    const [scheme] = header.split(' ', 1);
    const found = Object.fromEntries(Array.from(header.matchAll(/(\w+)="([^"]+)"/g), (m) => [m[1]!, m[2]!]));
    expect(scheme).toBe('WECHATPAY2-SHA256-RSA2048');
    expect(found).toMatchObject({
      mchid: testMerchant.mchid,
      serial_no: testMerchant.merchant_serial_no,
      timestamp: '1795311000',
    });
    const message = Formatter.request(request.method, request.target, '1795311000', found.nonce_str!, request.body);
    expect(Rsa.verify(message, found.signature!, merchantPublicKeyPem)).toBe(true);
  });

  test('never repeats a nonce', () => {
    const request = { method: 'GET', target: '/', body: '' };
    const headers = Array.from({ length: 50 }, () => authorization(credentials, NOW, request));
    expect(new Set(headers).size).toBe(50);
  });

  test('the arguments for paying inside WeChat are verified by an independent library', () => {
    const { appId, timeStamp, nonceStr, package: pack, signType, paySign } = jsapiArguments(credentials, 'wx2211', NOW);
    expect({ appId, timeStamp, pack, signType }).toEqual({
      appId: testMerchant.appid,
      timeStamp: '1795311000',
      pack: 'prepay_id=wx2211',
      signType: 'RSA',
    });
    const message = Formatter.joinedByLineFeed(appId, timeStamp, nonceStr, pack);
    expect(Rsa.verify(message, paySign, merchantPublicKeyPem)).toBe(true);
  });
});

/** Made by openssl, of which nobody keeps the key; it signed `1795311000`, `nonce-of-the-test` and `{"id":"EV-1"}`. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIDNTCCAh2gAwIBAgIUUVfwnv3Alt4V6+gaRwV6cjLxuOEwDQYJKoZIhvcNAQEL
BQAwKTEnMCUGA1UEAwwecGxhdGZvcm0gY2VydGlmaWNhdGUgb2YgYSB0ZXN0MCAX
DTI2MTEyMjEyMTkyNFoYDzIxMjYxMDI5MTIxOTI0WjApMScwJQYDVQQDDB5wbGF0
Zm9ybSBjZXJ0aWZpY2F0ZSBvZiBhIHRlc3QwggEiMA0GCSqGSIb3DQEBAQUAA4IB
DwAwggEKAoIBAQC5tOWXpFkOI7NF1+JHxBm2OIfesEMH9J3wMhEvIWQPDCxtmTB3
Ufk2FAikKBt05hDKtVOuRomOaQYN9oK7gekh3pjHc4elH8I9R98B8V4GLP+sESH+
QvP5oT+Vjyrd7RTUWzv//UtmU9zeMgGEJO7j4t6DooxjWBNQV3p2Gk9xRqjWRJHa
2U5z9EHuwVHh17pehC9OkgWeLAssNdiCQ81cRNYLODCdbOu7f8XHqwwukVEd3Ku7
Io9y/reoOyco6zUV5zdehZzmx+E2ira0DL3vDBUkM3AXTHsvvhKOgFOhcF6+/tiS
MpKk1LYA2hyJsIijHrps+9uYXDReJfyy9k0bAgMBAAGjUzBRMB0GA1UdDgQWBBSi
U6GtbJTgQp4Bsn379+hackzx9jAfBgNVHSMEGDAWgBSiU6GtbJTgQp4Bsn379+ha
ckzx9jAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQBGbflDMYIZ
j6++9UBgGWvXSsdReFGiK6hvMt+tDkesIZysp/pkaWINwBQXdsaR6zC8ZamWo6M6
mNHOLE34GVdtqVDh35Pk0Ezmmh2ofGdmrsGHLQ8TXZC/gpEg7w6nkuFFR42ZcHOo
Lrv/LvNH/EclQ2/G3VCg5KF2gvfGgoTj2A4EwVyclC10rgpF8ByEpOPlFdUsD/ne
quHNy4hNx6j1NOoWxUT1rFkklgq+9BPSLg83ClCR6cHt5/Y3zvEalL1tpK3fRw2T
aUY/8gSMe4eAh6kL30x+HELpeK/HcMWCdyvQmcnmmwXePQDEoR7NwTcs6rUrcNi5
ZKQS3IjhDRRZ
-----END CERTIFICATE-----`;
const SERIAL = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1';
const SIGNATURE = [
  'IL5bVMTWfmKG31o1+Zou1M1LzKWRuoDbe1HFlpRykWXV3HJkR8zgY1H7yj9O8rbl3XG+SB89k/cjGNoXvKwgHlQGRKxoVkZvPB78',
  'O0Z0UPopZFMOhL1f69nVG8fw1u/ei71cG82EEsnPRTiu3OPdHTKYUKhNU63bTxVuJJV19Ch9yyvU2qRx3VB43wHZWCeTzuPiQWVH',
  '4mcuNrM9mQ5PS4JOTKMDVz1KfQDQfZgjRExVl9pb1b4VyqMjxBfTKaBqZvG6J14SdeFdy+NdbWb/UaarZQmjrJFazw92xegF1z2A',
  'K51aUN3QgtdbEOzLB/O5Mavb7kpq+hyqivA+A4sUyA==',
].join('');

describe('what the channel signed with a certificate of before the public key', () => {
  const headers: Record<string, string> = {
    'wechatpay-timestamp': '1795311000',
    'wechatpay-nonce': 'nonce-of-the-test',
    'wechatpay-serial': SERIAL,
    'wechatpay-signature': SIGNATURE,
  };
  const faultOf = (known: string[] | undefined, body = '{"id":"EV-1"}') =>
    signatureFault(
      openCredentials({ ...testMerchant, platform_certificates_pem: known }),
      NOW,
      (name) => headers[name],
      Buffer.from(body),
    );

  test('is believed when the merchant file has the certificate, and only then', () => {
    expect(faultOf([CERTIFICATE])).toBeUndefined();
    expect(faultOf(undefined)).toBe('unknown_serial');
    expect(faultOf([CERTIFICATE], '{"id":"EV-2"}')).toBe('bad_signature');
  });

  test('a certificate that is none stops the start', () => {
    expect(() => faultOf(['not a certificate'])).toThrow('platform_certificates_pem');
  });
});

describe('settings that are not right stop the start, without showing a key', () => {
  test.each([
    ['api_v3_key', 'short'],
    ['merchant_private_key_pem', 'not a key'],
    ['platform_public_key_pem', 'not a key'],
  ])('%s', (field, value) => {
    const open = () => openCredentials({ ...testMerchant, [field]: value });
    expect(open).toThrow(field);
    expect(open).not.toThrow(value);
  });
});
