/** Checks values against JSON Schemas of a document (draft 2020-12, as OpenAPI 3.1 and AsyncAPI 3 have them). */
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Json } from './components.ts';

/** Words of OpenAPI that mean nothing to a validator. */
const OPENAPI = ['discriminator', 'example'];
/** Formats that say no more than what stands beside them. */
const KNOWN = ['int32', 'int64', 'base64'];

/** What a document is called for its own references. */
const DOCUMENT = 'https://document.invalid/';

/** Says what is wrong with a value by a schema of a document; undefined when nothing is. */
export type Check = (schema: Json, value: unknown) => string | undefined;

/** A checker for the schemas of a document: what they refer to is found among its components. */
export function checkerOf(document: Json): Check {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true, keywords: OPENAPI });
  formats.default(ajv);
  for (const name of KNOWN) ajv.addFormat(name, true);
  ajv.addSchema({ $id: DOCUMENT, components: document['components'] ?? {} });
  const compiled = new Map<Json, ValidateFunction>();
  return (schema, value) => {
    const validate = compiled.get(schema) ?? ajv.compile(absolute(schema) as Json);
    compiled.set(schema, validate);
    return validate(value) ? undefined : ajv.errorsText(validate.errors);
  };
}

function absolute(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(absolute);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) =>
      name === '$ref' && typeof member === 'string' ? [name, DOCUMENT + member] : [name, absolute(member)],
    ),
  );
}
