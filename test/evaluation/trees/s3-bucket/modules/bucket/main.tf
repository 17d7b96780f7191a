locals {
  create_policy = var.create && length(var.readers) > 0
  rules         = try(jsondecode(var.lifecycle_rules), var.lifecycle_rules)
}

resource "aws_s3_bucket" "this" {
  count = var.create ? 1 : 0

  bucket        = var.name
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket_ownership_controls" "this" {
  count = var.create && var.acl != null ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

resource "aws_s3_bucket_acl" "this" {
  count = var.create && var.acl != null ? 1 : 0

  bucket = aws_s3_bucket.this[0].id
  acl    = var.acl

  depends_on = [aws_s3_bucket_ownership_controls.this]
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = var.create && var.access_block != null ? { all = var.access_block } : {}

  bucket                  = aws_s3_bucket.this[0].id
  block_public_acls       = each.value.block_public_acls
  block_public_policy     = each.value.block_public_policy
  ignore_public_acls      = each.value.ignore_public_acls
  restrict_public_buckets = each.value.restrict_public_buckets
}

resource "aws_s3_bucket_versioning" "this" {
  count = var.create && length(keys(var.versioning)) > 0 ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  versioning_configuration {
    status     = try(tobool(var.versioning["enabled"]) ? "Enabled" : "Suspended", var.versioning["status"])
    mfa_delete = try(tobool(var.versioning["mfa_delete"]) ? "Enabled" : "Disabled", title(lower(var.versioning["mfa_delete"])), null)
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  count = var.create && length(local.rules) > 0 ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  dynamic "rule" {
    for_each = local.rules

    content {
      id     = try(rule.value.id, null)
      status = try(rule.value.enabled ? "Enabled" : "Disabled", "Enabled")

      dynamic "filter" {
        for_each = try([rule.value.prefix], [])

        content {
          prefix = filter.value
        }
      }

      dynamic "expiration" {
        for_each = try(flatten([rule.value.expiration]), [])

        content {
          days = try(expiration.value.days, null)
        }
      }

      dynamic "transition" {
        for_each = try(flatten([rule.value.transition]), [])

        content {
          days          = try(transition.value.days, null)
          storage_class = transition.value.storage_class
        }
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

data "aws_iam_policy_document" "readers" {
  count = local.create_policy ? 1 : 0

  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.this[0].arn}/*"]

    principals {
      type        = "AWS"
      identifiers = var.readers
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  count = local.create_policy ? 1 : 0

  bucket = aws_s3_bucket.this[0].id
  policy = data.aws_iam_policy_document.readers[0].json
}

output "name" {
  value = try(aws_s3_bucket.this[0].bucket, "")
}

output "arn" {
  value = one(aws_s3_bucket.this[*].arn)
}
