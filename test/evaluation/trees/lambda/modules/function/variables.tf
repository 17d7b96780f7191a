variable "create" {
  type    = bool
  default = true
}

variable "name" {
  type = string
}

variable "runtime" {
  type = string
}

variable "role_arn" {
  description = "Null: the module makes one."
  type        = string
  default     = null
}

variable "vpc" {
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null
}

variable "environment" {
  type    = map(string)
  default = {}
}

variable "triggers" {
  type = map(object({
    principal  = string
    source_arn = optional(string)
    account    = optional(string)
  }))
  default = {}
}

variable "url" {
  type = object({
    auth         = optional(string, "NONE")
    cors_origins = optional(list(string))
  })
  default = null
}
