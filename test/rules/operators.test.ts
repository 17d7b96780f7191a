import { describe, expect, it } from 'vitest';
import { coverage } from '../../server/src/rules/operators/cidr';
import { isSecretName, secretIn } from '../../server/src/rules/operators/secrets';
import { byDefault, holds, judgeThings, oneOf, partly, text, thing, unset } from './thing';

describe('cidr', () => {
  it.each([
    ['0.0.0.0/0', 'world'],
    ['::/0', 'world'],
    ['0:0:0:0:0:0:0:0/0', 'world'],
    ['0.0.0.0/00', 'world'],
    ['10.20.30.40/0', 'world'],
    ['0.0.0.0/1', 'world'],
    ['128.0.0.0/1', 'world'],
    ['2000::/3', 'world'],
    ['*', 'world'],
    ['Internet', 'world'],
    ['10.0.0.0/8', 'private'],
    ['172.16.0.0/12', 'private'],
    ['172.0.0.0/8', 'public'],
    ['192.168.1.1', 'private'],
    ['8.8.8.8/32', 'public'],
    ['fd00::/8', 'private'],
    ['2001:db8::/32', 'public'],
    ['300.0.0.0/0', 'unknown'],
    ['pl-12345678', 'unknown'],
    ['', 'unknown'],
  ])('%s is %s', (range, expected) => {
    expect(coverage([range])).toBe(expected);
  });

  it('needs no more than the prefix', () => {
    expect(coverage([undefined, '/0'])).toBe('world');
    expect(coverage([undefined, '/10'])).toBe('unknown');
    expect(coverage(['0.0.0.0/', undefined])).toBe('unknown');
    expect(holds('{ Name: { cidr: world } }', { Name: text(unset(), '/0') })).toBe(true);
  });
});

describe('opens', () => {
  const open = (rule: Record<string, unknown>, question = '{ port: 22 }') => {
    const judged = judgeThings(`each: "Ingress[]"\nrequire: { not: { opens: ${question} } }`, [thing({ Ingress: [rule] })]);
    return judged.findings.length > 0 ? true : judged.notAssessed.length > 0 ? 'unknown' : false;
  };
  const world = { CidrIp: '0.0.0.0/0' };

  it.each([
    [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, ...world }, true],
    [{ IpProtocol: '6', FromPort: '20', ToPort: '30', ...world }, true],
    [{ IpProtocol: 'tcp', FromPort: 0, ToPort: 65535, CidrIpv6: '::/0' }, true],
    [{ IpProtocol: '-1', ...world }, true],
    [{ IpProtocol: 'all', FromPort: 0, ToPort: 0, ...world }, true],
    [{ IpProtocol: -1, FromPort: 443, ToPort: 443, ...world }, true],
    [{ IpProtocol: 'TCP', FromPort: 22, ToPort: 22, ...world }, true],
    [{ IpProtocol: 'udp', FromPort: 22, ToPort: 22, ...world }, false],
    [{ IpProtocol: 'icmp', FromPort: -1, ToPort: -1, ...world }, false],
    [{ IpProtocol: 'tcp', FromPort: 23, ToPort: 80, ...world }, false],
    [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '10.0.0.0/8' }, false],
    [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }, false],
    [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: unset() }, 'unknown'],
    [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '10.0.0.0/8', CidrIpv6: unset() }, 'unknown'],
    [{ IpProtocol: 'tcp', FromPort: unset(), ToPort: 80, ...world }, 'unknown'],
    [{ IpProtocol: 'tcp', FromPort: 80, ToPort: unset(), ...world }, false],
    [{ IpProtocol: unset(), FromPort: 22, ToPort: 22, ...world }, 'unknown'],
    [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: oneOf('0.0.0.0/0', '0.0.0.0/1') }, true],
    [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: oneOf('0.0.0.0/0', '10.0.0.0/8') }, 'unknown'],
    [{ IpProtocol: oneOf('tcp', '-1'), FromPort: 22, ToPort: 22, ...world }, true],
    [{ IpProtocol: 'tcp', FromPort: byDefault(22), ToPort: 22, ...world }, true],
  ])('%j: %s', (rule, expected) => {
    expect(open(rule)).toBe(expected);
  });

  it('asks for ranges, for any port, and for any but some', () => {
    const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...world };
    expect(open(https, '{ ports: [22, "400-500"] }')).toBe(true);
    expect(open(https, '{ port: any }')).toBe(true);
    expect(open(https, '{ port: any, except: [80, 443] }')).toBe(false);
    expect(open({ ...https, FromPort: 442 }, '{ port: any, except: [80, 443] }')).toBe(true);
    expect(open({ ...https, CidrIp: '10.0.0.0/8' }, '{ port: 443, from: any }')).toBe(true);
    expect(open({ IpProtocol: 'udp', FromPort: 53, ToPort: 53, ...world }, '{ port: 53, protocol: udp }')).toBe(true);
  });

  it('says what is open', () => {
    const judged = judgeThings('each: "Ingress[]"\nrequire: { not: { opens: { ports: [22, 3389] } } }\nmessage: "{detail}"', [
      thing({ Ingress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, ...world }] }),
      thing({ Ingress: [{ IpProtocol: 'tcp', FromPort: 0, ToPort: 65535, ...world }] }),
      thing({ Ingress: [{ IpProtocol: '-1', ...world }] }),
    ]);
    expect(judged.findings.map((one) => one.message)).toEqual(['port 22', 'ports 22, 3389', 'all ports']);
  });
});

describe('has-secret', () => {
  // Put together here, so that no scanner takes this file for a leak.
  const awsKey = `AKIA${'ABCDEFGH23456723'}`;
  const githubToken = `ghp_${'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5'}`;
  const pem = `-----BEGIN RSA ${'PRIVATE'} KEY-----\nMIIEpAIBAAKCAQEA1234567890abcdef\n`;

  it.each([
    ['an AWS access key', `export KEY=${awsKey}`, undefined],
    ['a GitHub token', githubToken, undefined],
    ['a private key', pem, undefined],
    ['a password in a URL', 'postgres://app:hunter2x9@db.internal/app', undefined],
    ['the value of `DB_PASSWORD`', 'x8#kQ2!vTn4z', 'DB_PASSWORD'],
    ['the value of `apiKey`', '9f86d081884c7d659a2feaa0c55ad015', 'apiKey'],
  ])('finds %s', (kind, value, name) => {
    expect(secretIn(value, name)).toBe(kind);
  });

  it.each([
    ['AKIAIOSFODNN7EXAMPLE', undefined],
    ['changeme', 'DB_PASSWORD'],
    ['change-me-2024!', 'DB_PASSWORD'],
    ['${DB_PASSWORD}', 'DB_PASSWORD'],
    ['{{resolve:secretsmanager:db:SecretString:password}}', 'DB_PASSWORD'],
    ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-Ab12Cd', 'DB_SECRET'],
    ['/prod/db/password', 'DB_PASSWORD'],
    ['x8#kQ2!vTn4z', 'DESCRIPTION'],
    ['x8#kQ2!vTn4z', 'DB_PASSWORD_ARN'],
    ['<your-password>', 'PASSWORD'],
    ['https://example.com/token/Ab3dE5gH7', 'TOKEN_URL'],
    ['postgres://app:password@db/app', undefined],
    ['true', 'SECRET'],
  ])('does not take %s for one', (value, name) => {
    expect(secretIn(value, name)).toBeUndefined();
  });

  it('looks into maps, pairs, lists and texts', () => {
    const found = '{ not: { Document: { has-secret: true } } }';
    expect(holds(found, { Document: { a: [{ DB_PASSWORD: 'x8#kQ2!vTn4z' }] } })).toBe(false);
    expect(holds(found, { Document: { Name: 'DB_PASSWORD', Value: 'x8#kQ2!vTn4z' } })).toBe(false);
    expect(holds(found, { Document: { Name: 'DB_HOST', Value: 'x8#kQ2!vTn4z' } })).toBe(true);
    expect(holds(found, { Document: text(`KEY=${awsKey}\n`, unset()) })).toBe(false);
    expect(holds(found, { Document: unset() })).toBe('unknown');
    expect(holds(found, { Document: partly(['a'], [awsKey]) })).toBe('unknown');
    expect(holds(found, {})).toBe(true);
  });

  it('never repeats it', () => {
    const judged = judgeThings('require: { not: { Document: { has-secret: true } } }\nmessage: "{name} {detail}"', [
      thing({ Document: awsKey }),
    ]);
    expect(judged.findings[0]?.message).toBe('a an AWS access key');
    expect(JSON.stringify(judged.findings)).not.toContain(awsKey);
    expect(() => judgeThings('require: { not: { Document: { has-secret: true } } }\nmessage: "x {value} y"', [])).toThrow(
      'must not repeat',
    );
  });
});

describe('looks-secret-name', () => {
  it.each([
    'DB_PASSWORD',
    'dbPassword',
    'api_key',
    'ApiKey',
    'CLIENT_SECRET',
    'token',
    'AUTH_TOKEN',
    'privateKey',
    'GITHUB_TOKEN',
    'connectionString',
  ])('%s does', (name) => expect(isSecretName(name)).toBe(true));
  it.each([
    'SECRET_ARN',
    'PASSWORD_LENGTH',
    'TOKEN_TTL',
    'secretName',
    'PUBLIC_KEY',
    'KEYBOARD',
    'compass',
    'tokenizer',
    'BUCKET',
    'PASSWORD_FILE',
    'TOKEN_URL',
  ])('%s does not', (name) => expect(isSecretName(name)).toBe(false));
});

const ACL = 'AWS::EC2::NetworkAclEntry';
const NSG = 'Microsoft.Network/networkSecurityGroups';
const GCP = 'compute.googleapis.com/Firewall';

function judgeOpens(type: string, resource: ReturnType<typeof thing>): readonly string[] {
  const judged = judgeThings(`resource: ${type}\nrequire: { not: { opens: { port: 22 } } }\nmessage: "{detail}"`, [resource]);
  return judged.findings.map((finding) => finding.message);
}

describe('opens, in other clouds', () => {
  it('understands the rule of a network ACL', () => {
    const entry = (more: object) =>
      thing({ Protocol: 6, CidrBlock: '0.0.0.0/0', PortRange: { From: 20, To: 30 }, ...more }, { type: ACL });
    expect(judgeOpens(ACL, entry({}))).toEqual(['port 22']);
    expect(judgeOpens(ACL, entry({ Protocol: -1, PortRange: undefined }))).toEqual(['all ports']);
    expect(judgeOpens(ACL, entry({ CidrBlock: '10.0.0.0/8' }))).toEqual([]);
  });

  it("understands Azure's, without case", () => {
    const rule = (more: object) =>
      thing({ protocol: 'Tcp', sourceAddressPrefix: 'internet', destinationPortRanges: ['80', '20-30'], ...more }, { type: NSG });
    expect(judgeOpens(NSG, rule({}))).toEqual(['port 22']);
    expect(judgeOpens(NSG, rule({ destinationPortRange: '*' }))).toEqual(['port 22']);
    expect(judgeOpens(NSG, rule({ sourceAddressPrefix: 'VirtualNetwork' }))).toEqual([]);
    expect(judgeOpens(NSG, rule({ protocol: '*' }))).toEqual(['port 22']);
    expect(judgeOpens(NSG, rule({ protocol: '*', destinationPortRanges: ['443'] }))).toEqual([]);
  });

  it("understands a firewall of Google's", () => {
    const firewall = (more: object) =>
      thing(
        { sourceRanges: ['0.0.0.0/0'], allowed: [{ IPProtocol: 'icmp' }, { IPProtocol: 'tcp', ports: ['22', '80'] }], ...more },
        { type: GCP },
      );
    expect(judgeOpens(GCP, firewall({}))).toEqual(['port 22']);
    expect(judgeOpens(GCP, firewall({ allowed: [{ IPProtocol: 'tcp' }] }))).toEqual(['all ports']);
    expect(judgeOpens(GCP, firewall({ allowed: [{ IPProtocol: 'all' }] }))).toEqual(['all ports']);
    expect(judgeOpens(GCP, firewall({ allowed: [{ IPProtocol: 'tcp', ports: ['443'] }] }))).toEqual([]);
    expect(judgeOpens(GCP, firewall({ sourceRanges: ['10.0.0.0/8'] }))).toEqual([]);
  });
});
