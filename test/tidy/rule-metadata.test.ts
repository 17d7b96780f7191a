import { expect, it } from 'vitest';
import { generateEngine } from '../../server/tools/generate-engine';

const { compiled, errors } = generateEngine(process.cwd());
const rules = compiled.sources.map((one) => one.rule);

/** How each scanner that we name writes the ids of its checks. */
const FORMS: readonly RegExp[] = [
  /^CKV2?_(?:AWS|AZURE|GCP)_[1-9]\d*$/,
  /^CKV_(?:TF|SECRET|OPENSTACK)_[1-9]\d*$/,
  /^AVD-(?:AWS|AZU|GCP)-\d{4}$/,
  /^cfn_nag:[FW][1-9]\d*$/,
  /^prowler:[a-z0-9]+(?:_[a-z0-9]+)+$/,
  /^access-analyzer:[A-Z0-9]+(?:_[A-Z0-9]+)+$/,
  /^parliament:[A-Z]+(?:_[A-Z]+)*$/,
];

/** Checks of others that two or more rules here share, and why. */
const SHARED: Readonly<Record<string, string>> = {
  'AVD-AWS-0001': 'stages of both kinds of API are one check there',
  'AVD-AWS-0008': 'set to false and not set are one check there',
  'AVD-AWS-0026': 'set to false and not set are one check there',
  'AVD-AWS-0028': 'set to optional and not set are one check there',
  'AVD-AWS-0073': 'traffic between brokers and traffic with clients are one check there',
  'AVD-AWS-0077': 'instances and clusters, no backups and few backups are one check there',
  'AVD-AWS-0092': 'all public ACLs are one check there',
  'AVD-AWS-0109': 'both volumes are one check there',
  'AVD-AWS-0130': 'set to optional and not set are one check there',
  'AVD-AWS-0131': 'set to false and not set are one check there',
  'access-analyzer:INVALID_SERVICE': 'a service in an ARN and one in a condition key are one check there',
  'access-analyzer:RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL': 'the policies of all services are one check there',
  'access-analyzer:INVALID_ACTION': 'a malformed action and one that does not exist are one check there',
  CKV_AWS_3: 'set to false and not set are one check there',
  CKV_AWS_8: 'instances and launch configurations, set to false and not set are one check there',
  CKV_AWS_20: 'what the ACL says and what follows from it are two rules here',
  CKV_AWS_57: 'what the ACL says and what follows from it are two rules here',
  CKV_AWS_70: 'what the policy says and what follows from it are two rules here',
  CKV_AWS_79: 'instances and launch templates, set to optional and not set are one check there',
  CKV_AWS_94: 'metadata and passwords of the catalog are one check there',
  CKV_AWS_99: 'data, logs and bookmarks are one check there',
  CKV_AWS_108: 'secrets and all other data are one check there',
  CKV_AWS_110: 'all ways to administrator are one check there',
  CKV_AWS_286: 'all ways to administrator are one check there',
  CKV_GCP_39: 'the virtual TPM and the integrity monitoring are one check there',
  CKV_SECRET_6: 'it looks at text and knows no place',
  CKV_TF_2: 'modules from Git and from a registry are one check there',
  'parliament:MALFORMED': 'a forbidden pair, no action and no statement are one check there',
  'parliament:PERMISSIONS_MANAGEMENT_ACTIONS': 'all resources, named ones and credentials are one check there',
  'prowler:iam_policy_allows_privilege_escalation': 'all ways to administrator are one check there',
  'prowler:eventbridge_bus_exposed': 'a policy of the bus and a permission on it are one check there',
  'prowler:kafka_cluster_in_transit_encryption_enabled': 'traffic between brokers and traffic with clients are one check there',
  'prowler:kms_key_not_publicly_accessible': 'a check of AWS and a check of Google Cloud have this name',
  'prowler:opensearch_service_domains_not_publicly_accessible': 'the network and the policy are one check there',
  'prowler:s3_bucket_level_public_access_block': 'all four settings are one check there',
  'prowler:s3_bucket_secure_transport_policy': 'a policy that lets HTTP through and no policy are one check there',
  'prowler:workspaces_volume_encryption_enabled': 'both volumes are one check there',
};

it('reads the rules', () => {
  expect(errors).toEqual([]);
  expect(rules.length).toBeGreaterThan(300);
});

it('names the checks of other scanners in the form of each', () => {
  const odd = rules.flatMap(({ id, equivalents }) =>
    equivalents.filter((one) => !FORMS.some((form) => form.test(one))).map((one) => `${id}: ${one}`),
  );
  expect(odd).toEqual([]);
});

it('names a check of another scanner on one rule only, or says why on more', () => {
  const holders = new Map<string, string[]>();
  for (const { id, equivalents } of rules) for (const one of equivalents) holders.set(one, [...(holders.get(one) ?? []), id]);
  const shared = [...holders].filter(([, ids]) => ids.length > 1).map(([one]) => one);
  expect(shared.sort()).toEqual(Object.keys(SHARED).sort());
});

it('lists the controls that rules answer, and only these', () => {
  const answered = new Set(
    rules.flatMap(({ controls }) => Object.entries(controls).flatMap(([edition, ids]) => ids.map((id) => `${edition} ${id}`))),
  );
  const listed = Object.entries(compiled.frameworks).flatMap(([edition, { controls }]) =>
    Object.keys(controls).map((id) => `${edition} ${id}`),
  );
  expect([...answered].filter((one) => !listed.includes(one))).toEqual([]);
  expect(listed.filter((one) => !answered.has(one))).toEqual([]);
});
