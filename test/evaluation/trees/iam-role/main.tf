data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id

  base = {
    Version   = "2012-10-17"
    Statement = [{ Sid = "Logs", Effect = "Allow", Action = ["logs:PutLogEvents"], Resource = "arn:aws:logs:*:*:log-group:/acme/*" }]
  }
}

# Good: two services may take it, and it may do two things.
module "worker" {
  source = "./modules/role"

  name     = "worker"
  services = ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"]
  statements = {
    read = { actions = ["s3:GetObject"], resources = ["arn:aws:s3:::acme-input/*"] }
    send = {
      actions   = ["sqs:SendMessage"]
      resources = ["arn:aws:sqs:eu-central-1:111122223333:out"]
      conditions = [
        { test = "StringEquals", variable = "aws:PrincipalTag/team", values = ["ingest"] },
        { test = "Bool", variable = "aws:SecureTransport", values = [true] },
      ]
    }
  }
  policy_documents = [jsonencode(local.base)]
  managed          = ["AmazonSSMManagedInstanceCore"]
}

# Faulty: the third of three merged documents lifts every bound, a managed policy too, and anybody may take the role.
module "breakglass" {
  source = "./modules/role"

  name       = "breakglass"
  principals = [{ type = "AWS", identifiers = ["*"] }]
  statements = {
    read = { actions = ["s3:GetObject"], resources = ["*"] }
  }
  policy_documents   = [jsonencode(local.base)]
  override_documents = [jsonencode({ Statement = [{ Sid = "Read", Effect = "Allow", Action = "*", Resource = "*" }] })]
  managed            = ["job-function/ViewOnlyAccess", "AdministratorAccess"]
}

# Unknown: who may take it, and what it may do beside a known statement.
module "partner" {
  source = "./modules/role"

  name             = "partner"
  principals       = [{ type = "AWS", identifiers = var.partners }]
  statements       = { keys = { actions = ["kms:Decrypt"], resources = ["arn:${data.aws_partition.current.partition}:kms:*:${local.account}:key/*"] } }
  policy_documents = var.partner_documents
}

module "nobody" {
  source = "./modules/role"

  create     = false
  name       = "nobody"
  principals = [{ type = "*", identifiers = ["*"] }]
  managed    = ["AdministratorAccess"]
}
