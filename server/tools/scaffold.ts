import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RULE_ID } from '../src/rules/compile';

/**
 * Writes the skeleton of a rule below `root`/rules. Nothing is overwritten.
 * @returns the file's path from `root`, or why there is none
 */
export function scaffoldRule(root: string, id: string): { readonly file: string } | { readonly refused: string } {
  if (!RULE_ID.test(id)) {
    const expected = 'expected aws, azure, gcp, iam or general, then a service and a name, in small letters, digits and hyphens';
    return { refused: `${id} is no id of a rule: ${expected} (aws/rds/instance-not-public)` };
  }
  const file = `rules/${id}.yaml`;
  const path = join(root, file);
  if (existsSync(path)) return { refused: `${file} is there already` };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, SKELETON);
  return { file };
}

const SKELETON = `title: <the problem, in a sentence, without a full stop and without "Ensure">
severity: <critical high medium low, by what an attacker gains>
category: <compute iam network storage api logging supply-chain secrets>
resource: <the type in the cloud's own schema, as in AWS::RDS::DBInstance>
require:
  <Property>: <what must hold, see docs/rule-format.md>
message: "{name} <what is wrong, in a few plain words>"
why: <what an attacker gains, in one or two sentences>
advice: <what to do instead>
fix: # leave it out where no edit is right for everybody
  title: <what the edit does>
  safe: <true where it cannot break what works, else false>
  set: { "<Property>": "<value>" }
controls: {} # ids that stand in rules/frameworks/, as in { aws-fsbp: ["RDS.2"] }
equivalents: [] # ids of other tools' checks
references: ["<the vendor's page that says so, https>"]
examples:
  - bad: terraform
    text: |
      <the marks «» enclose exactly what is underlined>
    fixed: |
      <what the fix makes of it, to the letter>
  - good: terraform
    text: |
      <stays silent>
  - unknown: terraform
    text: |
      <the same with an unset variable, stays silent>
  - bad: cloudformation
    text: |
      <with marks «»>
    fixed: |
      <what the fix makes of it>
  - good: cloudformation
    text: |
      <stays silent>
`;
