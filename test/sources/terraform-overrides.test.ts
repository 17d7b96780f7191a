import { describe, expect, it } from 'vitest';
import type { Value } from '../../server/src/values';
import { load, show, textAt } from './terraform';

function entry(files: Readonly<Record<string, string>>, address: string, name: string): Value | undefined {
  return load(files).native(address).values.entries.get(name)?.value;
}

function placeOf(files: Readonly<Record<string, string>>, value: Value | undefined): string {
  const origin = value?.origin;
  if (origin?.kind !== 'text') return 'nowhere';
  const name = origin.uri.slice(origin.uri.lastIndexOf('/') + 1);
  return `${name}: ${textAt(files[name] ?? '', origin)}`;
}

describe('override files', () => {
  it('replace an attribute, whose place is then theirs', () => {
    const files = {
      'override.tf': 'resource "a" "b" {\n  x = 2\n}\n',
      'main.tf': 'resource "a" "b" {\n  x = 1\n  y = 3\n}\n',
    };
    expect(placeOf(files, entry(files, 'a.b', 'x'))).toBe('override.tf: 2');
    expect(placeOf(files, entry(files, 'a.b', 'y'))).toBe('main.tf: 3');
  });

  it.each(['override.tf', 'z_override.tf', 'a_override.tofu'])('are told by the name %s', (name) => {
    expect(
      show(
        entry({ 'main.tf': 'resource "a" "b" {\n  x = 1\n}\n', [name]: 'resource "a" "b" {\n  x = 2\n}\n' }, 'a.b', 'x') as Value,
      ),
    ).toBe('2');
  });

  it.each(['overrides.tf', 'myoverride.tf'])('are not those of the name %s', (name) => {
    const files = { 'main.tf': 'resource "a" "b" {\n  x = 1\n}\n', [name]: 'resource "a" "b" {\n  x = 2\n}\n' };
    expect(show(entry(files, 'a.b', 'x') as Value)).toBe('1');
  });

  it('are read in the order of their names, the last wins', () => {
    const files = {
      'b_override.tf': 'resource "a" "b" {\n  x = 3\n}\n',
      'a_override.tf': 'resource "a" "b" {\n  x = 2\n  y = 2\n}\n',
      'main.tf': 'resource "a" "b" {\n  x = 1\n}\n',
    };
    expect(show(entry(files, 'a.b', 'x') as Value)).toBe('3');
    expect(show(entry(files, 'a.b', 'y') as Value)).toBe('2');
  });

  it('replace all nested blocks of a type, also dynamic ones, and leave the other types', () => {
    const files = {
      'main.tf':
        'resource "a" "b" {\n  n {\n    x = 1\n    y = 1\n  }\n  dynamic "n" {\n    for_each = [1]\n    content {}\n  }\n  m {}\n}\n',
      'override.tf': 'resource "a" "b" {\n  n {\n    x = 2\n  }\n}\n',
    };
    expect(show(entry(files, 'a.b', 'n') as Value)).toBe('[{x = 2}]');
    expect(show(entry(files, 'a.b', 'm') as Value)).toBe('[{}]');
  });

  it('replace locals one by one, and a default of a variable', () => {
    const files = {
      'main.tf':
        'variable "v" {\n  type    = string\n  default = "a"\n}\nlocals {\n  l = 1\n  k = 1\n}\nresource "a" "b" {\n  x = [var.v, local.l, local.k]\n}\n',
      'override.tf': 'variable "v" {\n  default = 5\n}\nlocals {\n  l = 2\n}\n',
    };
    const value = entry(files, 'a.b', 'x');
    expect(show(value as Value)).toBe('["5", 2, 1]');
    if (value?.kind === 'list') {
      expect(placeOf(files, value.items[0]?.value)).toBe('override.tf: 5');
      expect(placeOf(files, value.items[1]?.value)).toBe('override.tf: 2');
      expect(placeOf(files, value.items[2]?.value)).toBe('main.tf: 1');
    }
  });

  it('decide how often a resource is there', () => {
    const files = { 'main.tf': 'resource "a" "b" {}\n', 'override.tf': 'resource "a" "b" {\n  count = 0\n}\n' };
    expect(load(files).natives).toEqual([]);
  });

  it('replace required providers one by one, and a backend as a whole', () => {
    const files = {
      'main.tf':
        'terraform {\n  backend "s3" {\n    bucket = "x"\n  }\n  required_providers {\n    aws = { version = "~> 4.0" }\n    tls = { version = "1.0" }\n  }\n}\nresource "aws_x" "b" {}\n',
      'override.tf': 'terraform {\n  backend "local" {}\n  required_providers {\n    aws = { version = "~> 5.0" }\n  }\n}\n',
    };
    const { natives, graph } = load(files);
    expect(natives[0]?.providerMajor).toBe(5);
    expect(graph.ofType('Ashlar::Terraform::Backend').map((one) => show(one.get(['Type'])))).toEqual(['"local"']);
    expect(graph.ofType('Ashlar::Terraform::RequiredProvider').map((one) => show(one.get(['Version'])))).toEqual([
      '"1.0"',
      '"~> 5.0"',
    ]);
  });

  it('meet the provider of the same alias', () => {
    const files = {
      'main.tf': 'provider "aws" {\n  region = "a"\n}\nprovider "aws" {\n  alias  = "w"\n  region = "b"\n}\n',
      'override.tf': 'provider "aws" {\n  alias  = "w"\n  region = "c"\n}\n',
    };
    const regions = load(files)
      .graph.ofType('Ashlar::Terraform::Provider')
      .map((one) => show(one.get(['Arguments', 'region'])));
    expect(regions).toEqual(['"a"', '"c"']);
  });
});
