import type { NativeResource } from '../../server/src/resources';
import { renderJson } from '../../server/src/sources/terraform/json-text';
import type { MapValue, Value } from '../../server/src/values';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What Terraform would plan for evaluated resources of a root module, in the form of `terraform show -json`. */
export function asPlan(natives: readonly NativeResource[], options: { readonly configuration?: boolean } = {}): string {
  const managed = natives.filter(({ mode }) => mode === 'managed');
  const facts = ({ address, type, name }: NativeResource) => {
    const key = /\[(.*)\]$/.exec(address)?.[1];
    const index = key === undefined || key === '*' ? {} : { index: JSON.parse(key) };
    return { address, mode: 'managed', type, name, ...index, provider_name: providerOf(type) };
  };
  const blocks = new Map(managed.map((native) => [`${native.type}.${native.name}`, native]));
  return JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {
      root_module: {
        resources: managed.map((native) => ({
          ...facts(native),
          schema_version: 0,
          values: known(native.values),
          sensitive_values: {},
        })),
      },
    },
    resource_changes: managed.map((native) => ({
      ...facts(native),
      change: {
        ...{ actions: ['create'], before: null, after: known(native.values) },
        ...{ after_unknown: { id: true, arn: true, ...open(native.values) }, before_sensitive: false, after_sensitive: {} },
      },
    })),
    ...(options.configuration === false
      ? {}
      : {
          configuration: {
            provider_config: Object.fromEntries(
              managed.map(({ type, providerMajor }) => [
                providerOf(type),
                {
                  full_name: providerOf(type),
                  ...(providerMajor === undefined ? {} : { version_constraint: `~> ${providerMajor}.0` }),
                },
              ]),
            ),
            root_module: {
              resources: [...blocks].map(([address, { type, name, values }]) => ({
                ...{ address, mode: 'managed', type, name },
                expressions: Object.fromEntries([...values.entries].map(([key, entry]) => [key, expression(entry.value)])),
              })),
            },
          },
        }),
    complete: true,
    errored: false,
  });
}

function providerOf(type: string): string {
  return `registry.terraform.io/hashicorp/${type.slice(0, type.indexOf('_'))}`;
}

function expression(value: Value): Json {
  const target = value.kind === 'reference' ? value : value.from;
  if (target && target.attribute !== '') return { references: [`${target.address}.${target.attribute}`, target.address] };
  if (value.kind === 'list') {
    const inner = value.items.flatMap((item) => {
      const one = expression(item.value) as { references?: readonly Json[] };
      return one.references ?? [];
    });
    return inner.length > 0 ? { references: inner } : {};
  }
  return {};
}

/** What is known, without what is not. */
function known(value: Value): Json {
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return value.value;
    case 'encoded':
      return renderJson(value.content) ?? null;
    case 'list':
      return value.rest ? null : value.items.map((item) => known(item.value));
    case 'map':
      return Object.fromEntries(
        [...value.entries].filter(([, entry]) => !isOpen(entry.value)).map(([key, entry]) => [key, known(entry.value)]),
      );
    default:
      return null;
  }
}

function isOpen(value: Value): boolean {
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'bool':
    case 'absent':
      return false;
    case 'encoded':
      return renderJson(value.content) === undefined;
    case 'list':
      return value.rest !== undefined || value.items.some((item) => item.member !== true);
    case 'map':
      return value.rest !== undefined;
    default:
      return true;
  }
}

/** In the shape of the values: true for what is not known. */
function open(value: MapValue): { [key: string]: Json } {
  return Object.fromEntries(
    [...value.entries].flatMap(([key, entry]) => {
      const inner = unknownOf(entry.value);
      return inner === false ? [] : [[key, inner]];
    }),
  );
}

function unknownOf(value: Value): Json {
  if (isOpen(value)) return true;
  if (value.kind === 'list') {
    const items = value.items.map((item) => unknownOf(item.value));
    return items.some((item) => item !== false) ? items : false;
  }
  return value.kind === 'map' ? open(value) : false;
}
