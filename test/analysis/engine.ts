import type { EngineData } from '../../server/src/engine-data';
import type { CompiledRule } from '../../server/src/rules';

/** A rule that wants one boolean property to hold a value, and offers to set it. */
export function booleanRule(id: string, property: string, wanted: boolean, more: Partial<CompiledRule> = {}): CompiledRule {
  const path = [{ kind: 'name', name: property } as const];
  return {
    id,
    title: `${property} is not ${wanted}`,
    severity: 'high',
    category: 'network',
    subjects: [{ resource: 'AWS::RDS::DBInstance', each: [] }],
    require: { kind: 'test', path, test: { operator: 'equals', argument: wanted } },
    message: `{name}: ${property} is not ${wanted}`,
    why: 'Because.',
    advice: 'Set it.',
    fix: { title: `Set ${property}`, safe: false, set: [{ path, value: wanted }], remove: [], append: [] },
    controls: {},
    equivalents: [],
    references: [],
    ...more,
  };
}

/** An engine small enough to see through: two properties of a database, and two rules. */
export const engine: EngineData = {
  rules: [
    booleanRule('aws/rds/public', 'PubliclyAccessible', false),
    booleanRule('aws/rds/unencrypted', 'StorageEncrypted', true, {
      severity: 'medium',
      category: 'storage',
      fix: {
        title: 'Encrypt',
        safe: true,
        set: [{ path: [{ kind: 'name', name: 'StorageEncrypted' }], value: true }],
        remove: [],
        append: [],
      },
    }),
  ],
  mapping: {
    terraform: {
      aws_db_instance: [
        {
          is: 'AWS::RDS::DBInstance',
          root: {
            props: {
              PubliclyAccessible: { sources: [{ at: [['publicly_accessible']], default: { kind: 'literal', value: false } }] },
              StorageEncrypted: { sources: [{ at: [['storage_encrypted']], default: { kind: 'literal', value: false } }] },
              MasterUserPassword: { sources: [{ at: [['password']] }] },
            },
          },
        },
      ],
    },
    cloudformation: {},
    parts: {},
    identifiers: {},
    awscc: {},
    majors: { aws: [4, 5, 6] },
  },
  schema: {
    'AWS::RDS::DBInstance': {
      properties: { PubliclyAccessible: 'boolean', StorageEncrypted: 'boolean', MasterUserPassword: 'string' },
      definitions: {},
      attributes: [],
    },
  },
  defaults: {},
  lists: {},
};
