variable "create" {
  type    = bool
  default = true
}

variable "name" {
  type = string
}

variable "services" {
  type    = list(string)
  default = []
}

variable "principals" {
  type = list(object({
    type        = string
    identifiers = list(string)
  }))
  default = []
}

variable "statements" {
  type    = any
  default = {}
}

variable "policy_documents" {
  type    = list(string)
  default = []
}

variable "override_documents" {
  type    = list(string)
  default = []
}

variable "managed" {
  type    = list(string)
  default = []
}

locals {
  create_policy = var.create && length(concat(keys(var.statements), var.policy_documents, var.override_documents)) > 0
}

data "aws_iam_policy_document" "trust" {
  count = var.create ? 1 : 0

  statement {
    actions = ["sts:AssumeRole"]

    dynamic "principals" {
      for_each = length(var.services) > 0 ? [var.services] : []

      content {
        type        = "Service"
        identifiers = principals.value
      }
    }

    dynamic "principals" {
      for_each = var.principals

      content {
        type        = principals.value.type
        identifiers = principals.value.identifiers
      }
    }
  }
}

data "aws_iam_policy_document" "this" {
  count = local.create_policy ? 1 : 0

  source_policy_documents   = var.policy_documents
  override_policy_documents = var.override_documents

  dynamic "statement" {
    for_each = var.statements

    content {
      sid           = title(try(statement.value.sid, replace(statement.key, "/[^A-Za-z0-9]/", "")))
      effect        = try(statement.value.effect, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, null)
      not_resources = try(statement.value.not_resources, null)

      dynamic "condition" {
        for_each = try(statement.value.conditions, [])

        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_iam_role" "this" {
  count = var.create ? 1 : 0

  name               = var.name
  assume_role_policy = data.aws_iam_policy_document.trust[0].json
}

resource "aws_iam_role_policy" "this" {
  count = local.create_policy ? 1 : 0

  name   = coalesce(one(aws_iam_role.this[*].name), var.name)
  role   = aws_iam_role.this[0].id
  policy = data.aws_iam_policy_document.this[0].json
}

resource "aws_iam_role_policy_attachment" "managed" {
  for_each = { for name in var.managed : reverse(split("/", name))[0] => "arn:aws:iam::aws:policy/${name}" if var.create }

  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}

output "arn" {
  value = try(aws_iam_role.this[0].arn, "")
}
