/** Forms described as data: what the fields of a record are, and how a typed text becomes a value. */
import { fenFromYuan, yuanFromFen } from '@menzhen/ui/format';

export interface FormField {
  name: string;
  label: string;
  kind: 'text' | 'area' | 'pick' | 'money' | 'number' | 'decimal' | 'words' | 'day' | 'time' | 'password';
  options?: readonly { value: string | number; label: string }[];
  optional?: boolean;
  help?: string;
  placeholder?: string;
  /** Takes half of the form's width. */
  half?: boolean;
  autocomplete?: string;
}
export type Draft = Record<string, string | number | null>;
type Value = string | number | string[] | null;

/** A record's value as it is typed: fen as yuan, a list of words as one line. */
export function toDraft(field: FormField, value: unknown): string | number | null {
  if (value === null || value === undefined) return field.kind === 'pick' ? null : '';
  if (field.kind === 'money') return yuanFromFen(Number(value));
  if (field.kind === 'words') return (value as string[]).join('、');
  return field.kind === 'pick' ? (value as string | number) : String(value);
}

/** What was typed as a record's value; undefined when it is required and missing, or not readable. */
export function fromDraft(field: FormField, typed: string | number | null): Value | undefined {
  const text = typeof typed === 'string' ? typed.trim() : typed;
  if (field.kind === 'words')
    return String(text ?? '')
      .split(/[、,，;；\s]+/)
      .filter(Boolean);
  if (text === '' || text === null) return field.optional ? (isText(field) ? '' : null) : undefined;
  if (field.kind === 'money') return fenFromYuan(String(text)) ?? undefined;
  if (field.kind === 'number') return /^\d+$/.test(String(text)) ? Number(text) : undefined;
  if (field.kind === 'decimal') return /^\d+(\.\d+)?$/.test(String(text)) ? Number(text) : undefined;
  if (field.kind === 'time') return wallTime(String(text));
  return text;
}

/** `8:30` or `8：30` as 08:30. */
function wallTime(text: string): string | undefined {
  const match = /^([01]?\d|2[0-3])[:：]([0-5]\d)$/.exec(text);
  return match ? `${match[1]!.padStart(2, '0')}:${match[2]}` : undefined;
}

const isText = (field: FormField) => field.kind === 'text' || field.kind === 'area';

/** The whole form: values by name, and the names of the fields that still want something. */
export function readForm(
  fields: readonly FormField[],
  draft: Draft,
): { values: Record<string, Value>; wrong: string[] } {
  const values: Record<string, Value> = {};
  const wrong: string[] = [];
  for (const field of fields) {
    const value = fromDraft(field, draft[field.name] ?? null);
    if (value === undefined) wrong.push(field.name);
    else values[field.name] = value;
  }
  return { values, wrong };
}
