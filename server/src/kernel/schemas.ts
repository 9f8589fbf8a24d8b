/**
 * The contract's schemas at work: what checks that which comes in, and what writes that which goes out. Each is made when the
 * first request needs it, and once a process: a server is up before its hundreds of routes are all compiled, and the second
 * server opened in a process (tests open dozens) compiles nothing anew.
 */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import fastJsonStringify from 'fast-json-stringify';

const withFormats = formats.default ?? formats;
/** Nothing at a hospital is earlier or later; PostgreSQL knows no year 0, and the day after 9999-12-31 has no name. */
const [FIRST_YEAR, NO_YEAR_FROM] = ['1900', '3000'];
function withinYears(ajv: Ajv): void {
  for (const name of ['date', 'date-time'] as const) {
    const { validate, ...format } = ajv.formats[name] as { validate: (text: string) => boolean };
    ajv.addFormat(name, {
      ...format,
      validate: (text: string) => text >= FIRST_YEAR && text < NO_YEAR_FROM && validate(text),
    });
  }
}

function checkers({ coerceTypes }: { coerceTypes: boolean }): Ajv {
  const ajv = new Ajv({ allErrors: true, strict: false, removeAdditional: false, useDefaults: true, coerceTypes });
  withFormats(ajv as never);
  withinYears(ajv);
  return ajv;
}
/** Bodies are taken as they are; addresses carry text, so numbers and booleans in them are read from it. */
const bodies = checkers({ coerceTypes: false });
const addresses = checkers({ coerceTypes: true });

type Checked = true | { error: ErrorObject[] };

/** Fills in defaults where the schema has them. */
export function checkerOf(schema: object, part: 'body' | 'address'): (input: unknown) => Checked {
  const ajv = part === 'body' ? bodies : addresses;
  let check: ValidateFunction | undefined;
  return (input) => {
    check ??= ajv.compile(schema); // which keeps what it made of a schema
    return check(input) || { error: check.errors ?? [] };
  };
}

type Write = (answer: unknown) => string;
const writers = new WeakMap<object, Write>();

/** Fields that the schema does not name are left out. */
export function writerOf(schema: object): Write {
  let write: Write | undefined;
  return (answer) => {
    write ??= writers.get(schema) ?? makeWriter(schema);
    return write(answer);
  };
}

function makeWriter(schema: object): Write {
  const write = fastJsonStringify(schema as never) as Write;
  writers.set(schema, write);
  return write;
}
