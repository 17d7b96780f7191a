terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

variable "audit_reader" {
  description = "ARN of whoever may read the audit logs."
  type        = string
}

variable "exports" {
  type = map(object({
    public    = optional(bool)
    retention = optional(number)
  }))
}

# Good: closed, versioned, with two lifecycle rules.
module "logs" {
  source = "./modules/bucket"

  name       = "acme-logs"
  versioning = { enabled = true, mfa_delete = false }

  lifecycle_rules = [
    {
      id         = "archive"
      transition = [{ days = 30, storage_class = "STANDARD_IA" }, { days = 90, storage_class = "GLACIER" }]
    },
    { id = "expire", prefix = "tmp/", expiration = { days = 7 }, enabled = false },
  ]

  readers = [var.audit_reader]
}

# Faulty: two flags are taken back, and everybody reads it.
module "site" {
  source = "./modules/bucket"

  name = "acme-site"
  access_block = {
    block_public_policy     = false
    restrict_public_buckets = false
  }
  readers = ["*"]
}

# An old one that is reached by its ACL.
module "legacy" {
  source = "./modules/bucket"

  name          = "acme-legacy"
  acl           = "public-read"
  access_block  = null
  force_destroy = "true"
}

# Unknown: which of them there are, and which of them are public.
module "export" {
  source   = "./modules/bucket"
  for_each = var.exports

  name         = "acme-export-${each.key}"
  access_block = each.value.public == true ? null : {}
}

# Switched off as a whole.
module "retired" {
  source = "./modules/bucket"

  create  = false
  name    = "acme-retired"
  acl     = "public-read-write"
  readers = ["*"]
}

output "bucket_names" {
  value = compact([module.logs.name, module.site.name, module.retired.name])
}
