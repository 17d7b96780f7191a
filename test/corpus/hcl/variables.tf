variable "environment" {
  type        = string
  description = "Name of the environment."
  default     = "staging"

  validation {
    condition     = contains(["staging", "production"], var.environment)
    error_message = "The environment must be \"staging\" or \"production\"."
  }
}

variable "subnets" {
  type = map(object({
    cidr   = string
    zone   = optional(string, "a")
    public = optional(bool, false)
  }))
  default  = {}
  nullable = false
}

variable "secret" {
  type      = string
  sensitive = true
}

variable "anything" {}
variable "one_line" { type = number }
