variable "name" {
  type = string
}

variable "cidr" {
  type = string

  validation {
    condition     = can(cidrhost(var.cidr, 0))
    error_message = "An IPv4 range is needed."
  }
}

variable "zones" {
  type    = list(string)
  default = []
}

variable "single_nat_gateway" {
  type    = bool
  default = false
}

variable "public_by_name" {
  type    = bool
  default = false
}

variable "flow_logs" {
  type = object({
    retention = optional(number, 30)
  })
  default = null
}

variable "tags" {
  type    = map(string)
  default = {}
}
