import { describe, expect, it } from 'vitest';
import { inverse } from '../../server/src/mapping';
import type { Resource } from '../../server/src/resources';
import { loadTerraform } from '../../server/src/sources/terraform';
import { parseHcl } from '../../server/src/syntax/hcl';
import type { Value } from '../../server/src/values';
import { anchorOf } from '../../server/src/values';
import { projectMappings, show } from './helpers';

const { data } = projectMappings();
const uri = 'file:///w/main.tf';

function load(text: string) {
  const configuration = loadTerraform({ dir: 'file:///w/', files: [{ uri, tree: parseHcl(text) }], mapping: data });
  const at = (address: string): Resource => {
    const found = configuration.graph.at(address);
    if (!found) throw new Error(`no ${address}`);
    return found;
  };
  const source = (value: Value): string | undefined => {
    const origin = anchorOf(value.origin.kind === 'default' ? value.origin.of : value.origin);
    return origin.kind === 'text' ? text.slice(origin.span.start, origin.span.end) : undefined;
  };
  return { graph: configuration.graph, at, source };
}

describe('evaluated Terraform', () => {
  it('knows of a rule for one peer that it has no others', () => {
    const { at } = load(`
      resource "aws_security_group" "g" {
        ingress {
          protocol  = "tcp"
          from_port = 22
          to_port   = 22
          self      = true
        }
      }
      resource "aws_security_group_rule" "r" {
        type                     = "ingress"
        security_group_id        = aws_security_group.g.id
        protocol                 = "tcp"
        from_port                = 22
        to_port                  = 22
        source_security_group_id = "sg-1"
      }`);
    const peers = (index: number) =>
      ['CidrIp', 'CidrIpv6', 'SourceSecurityGroupId', 'SourcePrefixListId'].map((name) =>
        show(at('aws_security_group.g').get(['SecurityGroupIngress', index, name])),
      );
    expect(peers(0).slice(0, 2)).toEqual([null, null]);
    expect(peers(0)[3]).toBe(null);
    expect(peers(1)).toEqual([null, null, 'sg-1', null]);
  });

  it('knows which part says an element of a list', () => {
    const { at } = load(`
      resource "aws_security_group" "g" {
        ingress {
          protocol    = "tcp"
          from_port   = 1
          to_port     = 1
          cidr_blocks = ["10.0.0.0/8"]
        }
      }
      resource "aws_vpc_security_group_ingress_rule" "r" {
        count             = 2
        security_group_id = aws_security_group.g.id
        cidr_ipv4         = "10.0.0.0/8"
        ip_protocol       = "tcp"
      }`);
    const group = at('aws_security_group.g');
    expect([0, 1, 2, 3].map((index) => group.partAt?.(['SecurityGroupIngress', index, 'CidrIp']))).toEqual([
      undefined,
      'aws_vpc_security_group_ingress_rule.r[0]',
      'aws_vpc_security_group_ingress_rule.r[1]',
      undefined,
    ]);
    expect(group.partAt?.(['GroupName'])).toBe(undefined);
  });

  it('keeps the place of a part in the part’s own text', () => {
    const { at, source } = load(`
      resource "aws_s3_bucket" "b" { bucket = "logs" }
      resource "aws_s3_bucket_versioning" "v" {
        bucket = aws_s3_bucket.b.id
        versioning_configuration { status = "Suspended" }
      }`);
    const value = at('aws_s3_bucket.b').get(['VersioningConfiguration', 'Status']);
    expect(show(value)).toBe('Suspended');
    expect(source(value)).toBe('"Suspended"');
    expect(at('aws_s3_bucket_versioning.v').address).toBe('aws_s3_bucket.b');
  });

  it('shows what is missing at the type and name of the block that could say it', () => {
    const { at, source } = load(`
      resource "aws_s3_bucket" "b" { bucket = "logs" }
      resource "aws_s3_bucket_public_access_block" "p" { bucket = aws_s3_bucket.b.id }`);
    expect(source(at('aws_s3_bucket.b').get(['BucketEncryption']))).toBe('"aws_s3_bucket" "b"');
    const flag = at('aws_s3_bucket.b').get(['PublicAccessBlockConfiguration', 'BlockPublicAcls']);
    expect(show(flag)).toEqual({ default: false });
    expect(source(flag)).toBe('"aws_s3_bucket_public_access_block" "p"');
  });

  it('joins by a shared variable that is not set', () => {
    const { graph, at } = load(`
      variable "name" { type = string }
      resource "aws_s3_bucket" "b" { bucket = var.name }
      resource "aws_s3_bucket_versioning" "v" {
        bucket = var.name
        versioning_configuration { status = "Enabled" }
      }`);
    expect(show(at('aws_s3_bucket.b').get(['VersioningConfiguration', 'Status']))).toBe('Enabled');
    expect(graph.ofType('AWS::S3::Bucket')).toHaveLength(1);
  });

  it('stays open under a dynamic block over what is not known', () => {
    const { at } = load(`
      variable "rules" { type = list(string) }
      resource "aws_security_group" "g" {
        dynamic "ingress" {
          for_each = var.rules
          content {
            from_port   = 22
            to_port     = 22
            protocol    = "tcp"
            cidr_blocks = [ingress.value]
          }
        }
      }`);
    const ingress = at('aws_security_group.g').get(['SecurityGroupIngress']);
    expect(ingress.kind === 'list' && ingress.rest !== undefined).toBe(true);
    expect(ingress.kind === 'list' && ingress.items.every((item) => item.member === 'unknown')).toBe(true);
  });

  it('reads policies however they are written', () => {
    const { at, source, graph } = load(`
      data "aws_iam_policy_document" "d" {
        statement {
          actions   = ["*"]
          resources = ["*"]
        }
      }
      resource "aws_iam_role" "r" {
        name               = "r"
        assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }] })
      }
      resource "aws_iam_role_policy" "p" {
        role   = aws_iam_role.r.name
        policy = data.aws_iam_policy_document.d.json
      }
      resource "aws_iam_policy" "m" {
        policy = <<-EOT
          { "Statement": [{ "Effect": "Allow", "Action": "iam:*", "Resource": "*" }] }
        EOT
      }
      resource "aws_iam_role_policy_attachment" "a" {
        role       = aws_iam_role.r.name
        policy_arn = aws_iam_policy.m.arn
      }`);
    const principal = at('aws_iam_role.r').get(['AssumeRolePolicyDocument', 'Statement', 0, 'Principal', 'AWS']);
    expect(show(principal)).toBe('*');
    expect(source(principal)).toBe('"*"');
    expect(show(at('aws_iam_role_policy.p').get(['PolicyDocument', 'Statement', 0, 'Effect']))).toEqual({ default: 'Allow' });
    const action = at('aws_iam_policy.m').get(['PolicyDocument', 'Statement', 0, 'Action']);
    expect(show(action)).toBe('iam:*');
    expect(source(action)).toContain('iam:*');
    expect(show(at('aws_iam_role.r').get(['ManagedPolicyArns']))).toEqual(['→aws_iam_policy.m.arn']);
    expect(show(at('aws_iam_role_policy.p').get(['Roles']))).toEqual(['r']);
    expect(graph.ofType('AWS::IAM::ManagedPolicy')).toHaveLength(1);
  });

  it('gives container definitions the schema’s names', () => {
    const { at, source } = load(`
      resource "aws_ecs_task_definition" "t" {
        family = "t"
        container_definitions = jsonencode([{ name = "web", privileged = true, logConfiguration = { logDriver = "awslogs" } }])
      }`);
    const path = ['ContainerDefinitions', 0, 'Privileged'];
    expect(show(at('aws_ecs_task_definition.t').get(path))).toBe(true);
    expect(source(at('aws_ecs_task_definition.t').get(path))).toBe('true');
    const driver = at('aws_ecs_task_definition.t').get(['ContainerDefinitions', 0, 'LogConfiguration', 'LogDriver']);
    expect(show(driver)).toBe('awslogs');
  });

  it('chooses between entries by what a block says', () => {
    const { at } = load(`
      variable "kind" { type = string }
      resource "aws_security_group" "g" {}
      resource "aws_security_group_rule" "sure" {
        type              = "egress"
        security_group_id = aws_security_group.g.id
        protocol          = "-1"
        from_port         = 0
        to_port           = 0
        cidr_blocks       = ["10.0.0.0/8"]
      }
      resource "aws_security_group_rule" "either" {
        type              = var.kind
        security_group_id = aws_security_group.g.id
        protocol          = "tcp"
        from_port         = 22
        to_port           = 22
        cidr_blocks       = ["0.0.0.0/0"]
      }`);
    const maybe = { maybe: { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' } };
    expect(show(at('aws_security_group.g').get(['SecurityGroupIngress']))).toEqual([maybe]);
    expect(show(at('aws_security_group.g').get(['SecurityGroupEgress']))).toEqual([
      { IpProtocol: '-1', FromPort: 0, ToPort: 0, CidrIp: '10.0.0.0/8' },
      maybe,
    ]);
  });

  it('joins what several types say of one account', () => {
    const { graph, at } = load(`
      resource "aws_ebs_encryption_by_default" "e" { enabled = false }
      resource "aws_ebs_snapshot_block_public_access" "s" { state = "block-all-sharing" }`);
    expect(graph.ofType('Ashlar::EC2::AccountSettings')).toHaveLength(1);
    const settings = at('aws_ebs_snapshot_block_public_access.s');
    expect(show(settings.get(['EbsEncryptionByDefault']))).toBe(false);
    expect(show(settings.get(['SnapshotBlockPublicAccessState']))).toBe('block-all-sharing');
    expect(show(settings.get(['HttpTokens']))).toBeNull();
  });

  it('writes key and value pairs of the cloud as the attributes that they are', () => {
    const { at, graph } = load('resource "aws_lb" "l" { name = "l" }');
    const balancer = at('aws_lb.l');
    const attributes = balancer.get(['LoadBalancerAttributes']);
    const keys = attributes.kind === 'list' ? attributes.items.map((item) => show(item.value)) : [];
    const index = keys.findIndex((one) => JSON.stringify(one).includes('deletion_protection.enabled'));
    expect(keys[index]).toEqual({ Key: 'deletion_protection.enabled', Value: { default: 'false' } });
    const edits = inverse(
      balancer,
      { kind: 'set', path: ['LoadBalancerAttributes', index, 'Value'], value: 'true' },
      data,
      graph,
    );
    expect(edits).toEqual([{ kind: 'set', address: 'aws_lb.l', path: ['enable_deletion_protection'], value: true, steps: [] }]);
  });

  it('reads Azure and Google Cloud in the names of their own APIs', () => {
    const { at } = load(`
      resource "azurerm_storage_account" "s" {
        name                            = "s"
        allow_nested_items_to_be_public = false
        network_rules {
          default_action = "Deny"
          ip_rules       = ["1.2.3.4"]
        }
      }
      resource "azurerm_network_security_group" "g" { name = "g" }
      resource "azurerm_network_security_rule" "r" {
        name                        = "ssh"
        network_security_group_name = azurerm_network_security_group.g.name
        source_address_prefix       = "*"
        access                      = "Allow"
      }
      resource "google_storage_bucket" "b" { name = "b" }
      resource "google_storage_bucket_iam_member" "m" {
        bucket = google_storage_bucket.b.name
        role   = "roles/storage.objectViewer"
        member = "allUsers"
      }
      resource "google_compute_firewall" "f" {
        name          = "f"
        source_ranges = ["0.0.0.0/0"]
        allow {
          protocol = "tcp"
          ports    = ["22"]
        }
      }`);
    const account = at('azurerm_storage_account.s');
    expect(show(account.get(['properties', 'allowBlobPublicAccess']))).toBe(false);
    expect(show(account.get(['properties', 'networkAcls', 'ipRules']))).toEqual([{ value: '1.2.3.4', action: 'Allow' }]);
    expect(show(account.get(['properties', 'supportsHttpsTrafficOnly']))).toEqual({ default: true });
    expect(show(at('azurerm_network_security_group.g').get(['properties', 'securityRules']))).toEqual([
      { name: 'ssh', properties: { access: 'Allow', sourceAddressPrefix: '*' } },
    ]);
    expect(show(at('google_storage_bucket.b').get(['iamPolicy', 'bindings']))).toEqual([
      { role: 'roles/storage.objectViewer', members: ['allUsers'] },
    ]);
    expect(show(at('google_compute_firewall.f').get(['allowed']))).toEqual([{ IPProtocol: 'tcp', ports: ['22'] }]);
    expect(show(at('google_compute_firewall.f').get(['direction']))).toEqual({ default: 'INGRESS' });
  });
});
