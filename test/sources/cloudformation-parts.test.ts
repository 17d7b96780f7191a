import { describe, expect, it } from 'vitest';
import type { MappingData } from '../../server/src/mapping';
import { loadTemplate } from '../../server/src/sources/cloudformation';
import { parseYaml } from '../../server/src/syntax/yaml';
import { projectMappings } from '../mapping/helpers';
import { NO_MAPPING, SCHEMA, show, textAt, URI } from './template';

const TEXT = `Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    DeletionPolicy: Retain
    Properties: { GroupDescription: web }
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: !GetAtt Group.GroupId, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0 }
`;
const load = (mapping: MappingData) => loadTemplate({ uri: URI, document: parseYaml(TEXT), mapping, schema: SCHEMA }).graph;

describe('parts of a resource', () => {
  it('stand in the resource that they belong to', () => {
    const graph = load(projectMappings().data);
    const group = graph.at('Group');
    if (!group) throw new Error('no group');
    const cidr = group.get(['SecurityGroupIngress', 0, 'CidrIp']);
    expect([show(cidr), textAt(TEXT, cidr.origin)]).toEqual(['"0.0.0.0/0"', '0.0.0.0/0']);
    expect(show(group.get(['$DeletionPolicy']))).toBe('"Retain"');
    expect(graph.at('Rule')?.address).toBe('Group');
  });
  it('are resources of their own where no mapping joins them', () => {
    expect(load(NO_MAPPING).resources.map((r) => r.address)).toEqual(['Group', 'Rule']);
  });
});
