data "aws_caller_identity" "current" {}

locals {
  account = "arn:aws:iam::111122223333:root"

  # What every key of the company lets its auditors do.
  auditors = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Audit"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::444455556666:role/audit" }
      Action    = ["kms:DescribeKey", "kms:GetKeyPolicy"]
      Resource  = "*"
    }]
  })
}

# Good: two services use it, each by itself.
module "data" {
  source = "./modules/key"

  aliases       = ["data", "archive"]
  owners        = [local.account]
  service_users = { logs = "logs.eu-central-1.amazonaws.com", backup = "backup.amazonaws.com" }
  documents     = [local.auditors]
}

# Faulty: a grant to everybody that only a condition on nothing would bound, and it is never rotated.
module "shared" {
  source = "./modules/key"

  aliases  = ["shared"]
  owners   = [local.account]
  rotation = false
  grants = [
    { sid = "Partner", principals = ["arn:aws:iam::777788889999:root"], actions = ["kms:Decrypt"] },
    { sid = "Everybody", principals = ["*"], actions = ["kms:Encrypt"] },
    { sid = "Organisation", principals = ["*"], actions = ["kms:Decrypt"], organisation = "o-a1b2c3d4e5" },
  ]
}

# Unknown: its document is handed in; an asymmetric key is not rotated by anybody.
module "signing" {
  source = "./modules/key"

  aliases   = []
  owners    = [format("arn:aws:iam::%s:root", data.aws_caller_identity.current.account_id)]
  usage     = "SIGN_VERIFY"
  rotation  = null
  documents = compact([var.signing_policy])
}

variable "signing_policy" {
  type = string
}

moved {
  from = module.key
  to   = module.data
}

import {
  to = module.data.aws_kms_alias.this["archive"]
  id = "alias/archive"
}

removed {
  from = module.old.aws_kms_key.this

  lifecycle {
    destroy = false
  }
}

check "aliases" {
  data "aws_kms_alias" "data" {
    name = "alias/data"
  }

  assert {
    condition     = data.aws_kms_alias.data.target_key_id == module.data.key_id
    error_message = "Somebody has moved the alias."
  }
}
