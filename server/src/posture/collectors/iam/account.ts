import {
  GetAccountPasswordPolicyCommand,
  ListOpenIDConnectProvidersCommand,
  ListSAMLProvidersCommand,
  ListServerCertificatesCommand,
} from '../../commands';
import type { Collector, Context } from '../../engine/context';

const PASSWORDS = 'Ashlar::IAM::PasswordPolicy';
const CERTIFICATE = 'Ashlar::IAM::ServerCertificate';
const SAML = 'Ashlar::IAM::SAMLProvider';
const OIDC = 'AWS::IAM::OIDCProvider';

/** What the account has once: its password policy, its identity providers, and the certificates that IAM keeps for servers. */
export const accountSettings: Collector = {
  name: 'iam',
  scope: 'global',
  calls: [
    'iam:GetAccountPasswordPolicy',
    'iam:ListServerCertificates',
    'iam:ListSAMLProviders',
    'iam:ListOpenIDConnectProviders',
  ],
  types: [PASSWORDS, CERTIFICATE, SAML, OIDC],
  async collect(context) {
    await Promise.all([passwordPolicy(context), certificates(context), samlProviders(context), oidcProviders(context)]);
  },
};

/**
 * The policy, or what holds where there is none: eight characters, of three kinds.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
 */
async function passwordPolicy(context: Context): Promise<void> {
  const asked = await context.ask(
    'iam:GetAccountPasswordPolicy',
    ({ iam }, http) => iam.send(new GetAccountPasswordPolicyCommand({}), http),
    { none: ['NoSuchEntity', 'NoSuchEntityException'], types: [PASSWORDS] },
  );
  if ('failed' in asked) return;
  const policy = 'value' in asked ? asked.value.PasswordPolicy : undefined;
  context.emit([
    context.item(PASSWORDS, `arn:${context.partition}:iam::${context.account}:password-policy`, {
      Exists: policy !== undefined,
      MinimumPasswordLength: policy?.MinimumPasswordLength ?? (policy ? 6 : 8),
      RequireSymbols: policy?.RequireSymbols ?? false,
      RequireNumbers: policy?.RequireNumbers ?? false,
      RequireUppercaseCharacters: policy?.RequireUppercaseCharacters ?? false,
      RequireLowercaseCharacters: policy?.RequireLowercaseCharacters ?? false,
      AllowUsersToChangePassword: policy?.AllowUsersToChangePassword ?? false,
      MaxPasswordAge: policy?.MaxPasswordAge ?? 0,
      PasswordReusePrevention: policy?.PasswordReusePrevention ?? 0,
      HardExpiry: policy?.HardExpiry ?? false,
    }),
  ]);
}

async function certificates(context: Context): Promise<void> {
  const { items } = await context.list('iam:ListServerCertificates', [CERTIFICATE], async ({ iam }, http, Marker) => {
    const answer = await iam.send(new ListServerCertificatesCommand(Marker === undefined ? {} : { Marker }), http);
    return { items: answer.ServerCertificateMetadataList, next: answer.IsTruncated ? answer.Marker : undefined };
  });
  context.emit(
    items.map((one) =>
      context.item(CERTIFICATE, one.Arn ?? `server-certificate/${one.ServerCertificateName}`, {
        ServerCertificateName: one.ServerCertificateName,
        ExpiresInDays: daysUntil(context, one.Expiration),
      }),
    ),
  );
}

async function samlProviders(context: Context): Promise<void> {
  const asked = await context.ask('iam:ListSAMLProviders', ({ iam }, http) => iam.send(new ListSAMLProvidersCommand({}), http), {
    types: [SAML],
  });
  if (!('value' in asked)) return;
  context.emit(
    (asked.value.SAMLProviderList ?? []).map((one) =>
      context.item(SAML, one.Arn ?? 'saml-provider', {
        Name: one.Arn?.split('/').at(-1),
        ExpiresInDays: daysUntil(context, one.ValidUntil),
      }),
    ),
  );
}

async function oidcProviders(context: Context): Promise<void> {
  const asked = await context.ask(
    'iam:ListOpenIDConnectProviders',
    ({ iam }, http) => iam.send(new ListOpenIDConnectProvidersCommand({}), http),
    { types: [OIDC] },
  );
  if (!('value' in asked)) return;
  // The ARN ends in the issuer.
  context.emit(
    (asked.value.OpenIDConnectProviderList ?? []).flatMap(({ Arn }) =>
      Arn === undefined ? [] : [context.item(OIDC, Arn, { Url: Arn.slice(Arn.indexOf('/') + 1) })],
    ),
  );
}

function daysUntil(context: Context, time: Date | undefined): number | undefined {
  return time === undefined ? undefined : Math.floor((time.getTime() - context.now) / 86_400_000);
}
