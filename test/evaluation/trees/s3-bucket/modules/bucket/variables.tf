variable "create" {
  type    = bool
  default = true
}

variable "name" {
  type = string
}

variable "acl" {
  type    = string
  default = null
}

variable "force_destroy" {
  type    = bool
  default = false
}

variable "versioning" {
  type    = map(string)
  default = {}
}

variable "access_block" {
  description = "Null: the bucket has no access block of its own."
  type = object({
    block_public_acls       = optional(bool, true)
    block_public_policy     = optional(bool, true)
    ignore_public_acls      = optional(bool, true)
    restrict_public_buckets = optional(bool, true)
  })
  default = {}
}

variable "lifecycle_rules" {
  type    = any
  default = []
}

variable "readers" {
  type    = list(string)
  default = []
}
