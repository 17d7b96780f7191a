import { createHash } from 'node:crypto';
import type { AccountFinding } from '../../analysis';
import { descriptorOf, LEVEL } from '../sarif';
import type { Declaration } from './declared';
import type { PostureReport } from './report';

/** The findings as a SARIF 2.1.0 log. A resource of an account is a logical place; the line that declares it is told where it is known. */
export function sarifReport({ scan, judged, rules, declarations }: PostureReport, version: string): object {
  const ids = [...new Set(judged.findings.map(({ rule }) => rule))];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'Ashlar', version, semanticVersion: version, rules: ids.map((id) => descriptorOf(id, rules)) },
        },
        invocations: [
          {
            executionSuccessful: !scan.cancelled,
            startTimeUtc: scan.started,
            endTimeUtc: scan.finished,
            toolExecutionNotifications: scan.failed.map(({ action, region, reason, error }) => ({
              level: 'warning',
              descriptor: { id: 'not-assessed' },
              message: { text: `${action} in ${region}: ${reason} (${error})` },
            })),
          },
        ],
        properties: { account: scan.account.account, score: judged.score ?? null, coverage: judged.coverage },
        results: judged.findings.map((finding) => result(finding, ids.indexOf(finding.rule), declarations?.of(finding.resource))),
      },
    ],
  };
}

function result(finding: AccountFinding, ruleIndex: number, declared: Declaration | undefined): object {
  const { rule, severity, message, resource, name, type, region, property } = finding;
  const fingerprint = createHash('sha256').update([rule, resource, property].join('\0')).digest('hex').slice(0, 32);
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVEL[severity],
    message: { text: message },
    locations: [
      {
        ...(declared?.path === undefined
          ? {}
          : { physicalLocation: { artifactLocation: { uri: declared.path }, region: { startLine: declared.line } } }),
        logicalLocations: [{ name, fullyQualifiedName: resource, kind: 'resource' }],
      },
    ],
    partialFingerprints: { 'ashlar/v1': fingerprint },
    properties: { severity, type, region, ...(property === '' ? {} : { property }) },
  };
}
