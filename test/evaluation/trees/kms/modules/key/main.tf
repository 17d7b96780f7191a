variable "aliases" {
  type = list(string)
}

variable "owners" {
  type = set(string)
}

variable "rotation" {
  type    = bool
  default = true
}

variable "usage" {
  type    = string
  default = "ENCRYPT_DECRYPT"
}

variable "service_users" {
  type    = map(string)
  default = {}
}

variable "grants" {
  type = list(object({
    sid          = string
    principals   = list(string)
    actions      = list(string)
    organisation = optional(string)
  }))
  default = []
}

variable "documents" {
  type    = list(string)
  default = []
}

resource "aws_kms_key" "this" {
  description              = join(", ", coalescelist(var.aliases, ["without a name"]))
  key_usage                = var.usage
  customer_master_key_spec = var.usage == "SIGN_VERIFY" ? "ECC_NIST_P256" : "SYMMETRIC_DEFAULT"
  enable_key_rotation      = var.rotation
  policy                   = data.aws_iam_policy_document.this.json
}

resource "aws_kms_alias" "this" {
  for_each = toset(var.aliases)

  name          = "alias/${each.value}"
  target_key_id = aws_kms_key.this.key_id
}

data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Owner"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = var.owners
    }
  }
}

data "aws_iam_policy_document" "this" {
  source_policy_documents = concat([data.aws_iam_policy_document.base.json], var.documents)

  dynamic "statement" {
    for_each = var.service_users

    content {
      sid       = "Service${title(statement.key)}"
      actions   = ["kms:GenerateDataKey*", "kms:Decrypt"]
      resources = ["*"]

      principals {
        type        = "Service"
        identifiers = [statement.value]
      }
    }
  }

  dynamic "statement" {
    for_each = var.grants
    iterator = grant

    content {
      sid       = grant.value.sid
      actions   = grant.value.actions
      resources = ["*"]

      principals {
        type        = "AWS"
        identifiers = grant.value.principals
      }

      dynamic "condition" {
        for_each = grant.value.organisation[*]

        content {
          test     = "StringEquals"
          variable = "aws:PrincipalOrgID"
          values   = [condition.value]
        }
      }
    }
  }
}

output "key_id" {
  value = aws_kms_key.this.key_id
}
