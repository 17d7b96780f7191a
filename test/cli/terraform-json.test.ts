import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ashlar, folder, PUBLIC, ROTATION } from './run';

const database = (open: boolean | string) =>
  `${JSON.stringify({ resource: { aws_db_instance: { main: { storage_encrypted: true, publicly_accessible: open } } } }, undefined, 2)}\n`;

describe('Terraform in JSON syntax', () => {
  it('is judged, with what it takes from HCL', () => {
    const directory = folder({
      'main.tf.json': database(`\${var.open}`),
      'variables.tf': 'variable "open" {\n  default = false\n}\n',
      'terraform.tfvars.json': '{"open": true}',
    });
    const { out, code } = ashlar(directory, 'scan');
    expect(code).toBe(1);
    expect(out).toContain(PUBLIC);
    expect(out).toMatch(/\n +6 \| .*"publicly_accessible": "\$\{var\.open\}"\n +\| +\^{8}\n/);
  });

  it('is understood together with its directory when only a file is named', () => {
    const directory = folder({
      'main.tf.json': database(`\${var.open}`),
      'more.tf.json': '{"variable": {"open": {"default": true}}}',
    });
    expect(ashlar(directory, 'scan', 'main.tf.json').out).toContain(PUBLIC);
    expect(ashlar(directory, 'scan', 'more.tf.json').out).not.toContain(PUBLIC);
  });

  it('is repaired', () => {
    const key =
      '{\n  "resource": {\n    "aws_kms_key": {\n      "main": {\n        "description": "all"\n      }\n    }\n  }\n}\n';
    const directory = folder({ 'main.tf.json': key });
    expect(ashlar(directory, 'scan').out).toContain(ROTATION);
    expect(ashlar(directory, 'fix').code).toBe(0);
    expect(readFileSync(join(directory, 'main.tf.json'), 'utf8')).toBe(
      key.replace('"description": "all"', '"description": "all",\n        "enable_key_rotation": true'),
    );
    expect(ashlar(directory, 'scan').out).not.toContain(ROTATION);
  });

  it('follows module calls', () => {
    const directory = folder({
      'main.tf.json': '{"module": {"db": {"source": "./db", "open": true}}}',
      'db/main.tf.json': JSON.stringify({
        variable: { open: { type: 'bool' } },
        resource: { aws_db_instance: { main: { storage_encrypted: true, publicly_accessible: `\${var.open}` } } },
      }),
    });
    const { out } = ashlar(directory, 'scan', '--format', 'json');
    const files = JSON.parse(out).files as { path: string; findings: { rule: string; addresses: string[] }[] }[];
    const found = files.find(({ path }) => path === 'db/main.tf.json')?.findings.find(({ rule }) => rule === PUBLIC);
    expect(found?.addresses).toEqual(['module.db.aws_db_instance.main']);
  });
});
