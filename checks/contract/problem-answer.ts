/** What every refusal looks like from outside, whatever was asked. */
import { problems, type RouteSpec } from '@menzhen/contract';
import { problemsOf } from '@menzhen/contract/openapi';
import type { LightMyRequestResponse } from 'fastify';

/** Input can go wrong in these ways on any route. */
const anyInput = ['input_invalid', 'body_not_json', 'body_too_large', 'media_type_unsupported', 'not_found'];

/** How the payment channels read a refusal. */
const outsideRefusals = { wechat_notice: /^\{"code":"FAIL","message":"[^"]+"\}$/, alipay_notice: /^failure$/ };

/** What is wrong with this answer as an answer of the route; undefined: nothing. */
export function faultOf(answer: LightMyRequestResponse, spec: RouteSpec): string | undefined {
  const said = `${answer.statusCode} ${answer.body.slice(0, 300)}`;
  if (answer.statusCode < 400) return undefined;
  if (spec.answers_as) {
    const isRight = answer.statusCode < 500 && outsideRefusals[spec.answers_as].test(answer.body);
    return isRight ? undefined : `not in the channel's words: ${said}`;
  }
  const declared: string[] = problemsOf(spec);
  const type = String(answer.headers['content-type']);
  if (!type.startsWith('application/problem+json')) return `not a problem: ${type} ${said}`;
  const problem = answer.json() as { code: string; status: number; detail: string; request_id: string; type: string };
  const entry = problems[problem.code as keyof typeof problems] as { status: number } | undefined;
  if (!entry) return `not of the catalogue: ${said}`;
  if (problem.code === 'server_error') return `falls over: ${said}`;
  if (problem.status !== answer.statusCode || entry.status !== answer.statusCode) return `another status: ${said}`;
  if (!declared.includes(problem.code) && !anyInput.includes(problem.code)) return `not declared: ${said}`;
  if (answer.statusCode >= 500 && !spec.problems.includes(problem.code as never)) return `a 5xx: ${said}`;
  if (!problem.detail || /\{\w+\}/.test(problem.detail)) return `unfinished sentence: ${said}`;
  if (problem.request_id !== answer.headers['x-request-id']) return `another request_id: ${said}`;
  return undefined;
}
