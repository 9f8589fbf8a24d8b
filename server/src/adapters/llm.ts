/**
 * A language model behind the protocol that most makers and local servers speak (chat completions: DeepSeek, Qwen, vLLM, Ollama …).
 * One question, one answer that fits a JSON schema; never an exception. What is asked and what an answer may do is the module's.
 */
import { readFileSync } from 'node:fs';
import type { LanguageModel, ModelAnswer, ModelQuestion } from '../modules/preconsult/index.ts';

export interface ModelFile {
  /** `https://api.example.com/v1`: what stands before `/chat/completions`. */
  base_url: string;
  api_key: string;
  model: string;
  /** `json_object` for makers that know no schemas: the schema then stands in the prompt. */
  format: 'json_schema' | 'json_object';
  /** How long to wait for a whole answer. */
  timeout_ms: number;
}

const DEFAULT_TIMEOUT_MS = 8_000;
const MOST_TIMEOUT_MS = 30_000;

/** @throws Error that names the file and what is wrong in it */
export function readModelFile(path: string): ModelFile {
  const given = JSON.parse(readFileSync(path, 'utf8')) as Partial<ModelFile>;
  for (const name of ['base_url', 'api_key', 'model'] as const)
    if (typeof given[name] !== 'string' || given[name] === '') throw new Error(`${path}: ${name} is missing`);
  const { format = 'json_schema', timeout_ms = DEFAULT_TIMEOUT_MS } = given;
  if (format !== 'json_schema' && format !== 'json_object')
    throw new Error(`${path}: format must be json_schema or json_object`);
  if (!Number.isInteger(timeout_ms) || timeout_ms < 100 || timeout_ms > MOST_TIMEOUT_MS)
    throw new Error(`${path}: timeout_ms must be a whole number from 100 to ${MOST_TIMEOUT_MS}`);
  return { ...(given as ModelFile), base_url: given.base_url!.replace(/\/+$/, ''), format, timeout_ms };
}

export function chatModel(file: ModelFile): LanguageModel {
  return {
    name: file.model,
    async ask(question) {
      try {
        const answer = await fetch(`${file.base_url}/chat/completions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${file.api_key}` },
          body: JSON.stringify(bodyOf(file, question)),
          redirect: 'error',
          signal: AbortSignal.timeout(file.timeout_ms),
        });
        return read(answer.status, await answer.text());
      } catch (error) {
        const { name } = error as Error;
        return { outcome: name === 'TimeoutError' ? 'timed_out' : 'failed', code: name };
      }
    },
  };
}

function bodyOf(
  { model, format }: ModelFile,
  { system, user, schema, schema_name, most_tokens }: ModelQuestion,
): object {
  const json_schema = { name: schema_name, strict: true, schema };
  const told = format === 'json_object' ? `${system}\n\nJSON schema:\n${JSON.stringify(schema)}` : system;
  return {
    model,
    messages: [
      { role: 'system', content: told },
      { role: 'user', content: user },
    ],
    response_format: format === 'json_object' ? { type: format } : { type: format, json_schema },
    max_tokens: most_tokens,
    temperature: 0,
    stream: false,
  };
}

interface Completion {
  choices?: { message?: { content?: unknown }; finish_reason?: unknown }[];
  usage?: { prompt_tokens?: unknown; completion_tokens?: unknown };
  error?: { code?: unknown; type?: unknown };
}

/** The maker's own sentences may quote what was sent, so only its codes are kept. */
function read(status: number, text: string): ModelAnswer {
  const said = jsonOf(text);
  if (status !== 200) return { outcome: 'refused', code: codeOf(said, status) };
  const [choice] = said?.choices ?? [];
  const content = choice?.message?.content;
  const tokens = {
    prompt_tokens: count(said?.usage?.prompt_tokens),
    answer_tokens: count(said?.usage?.completion_tokens),
  };
  if (choice?.finish_reason === 'length') return { outcome: 'cut_off', code: 'length', ...tokens };
  if (choice?.finish_reason === 'content_filter') return { outcome: 'declined', code: 'content_filter', ...tokens };
  if (typeof content !== 'string') return { outcome: 'failed', code: 'no_content', ...tokens };
  return { outcome: 'answered', text: content, ...tokens };
}

function jsonOf(text: string): Completion | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}

const codeOf = (said: Completion | undefined, status: number): string => {
  const code = said?.error?.code ?? said?.error?.type;
  return typeof code === 'string' && code.length <= 60 ? code : `http_${status}`;
};

const count = (value: unknown): number => (Number.isInteger(value) && (value as number) >= 0 ? (value as number) : 0);
